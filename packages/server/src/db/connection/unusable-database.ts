/**
 * The database cannot be opened: it is damaged, locked, read-only, made by a newer version, or not a database of Clearway. The message says what to
 * do.
 */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase'
}

/** The error where another server uses the data folder. */
export class FolderInUse extends UnusableDatabase {
  /** The process of that server, if it is known. */
  readonly pid: number | undefined

  constructor(message: string, { pid, cause }: { readonly pid: number | undefined; readonly cause: unknown }) {
    super(message, { cause })
    this.pid = pid
  }
}
