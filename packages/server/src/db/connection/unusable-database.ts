/** The database cannot be opened: it is damaged, locked or read-only, was made by a newer version, or is not ours. The message says what to do. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase'
}
