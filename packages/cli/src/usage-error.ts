/** An error of the command line itself; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
