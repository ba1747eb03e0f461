interface UsageErrorOptions extends ErrorOptions {
  readonly field?: string
  readonly cure?: string
}

/** An error of the command line itself; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** The flag or argument that is wrong. */
  readonly field: string | undefined
  /** What to do, unless the message contains it. */
  readonly cure: string | undefined

  constructor(message: string, { field, cure, ...options }: UsageErrorOptions = {}) {
    super(message, options)
    this.field = field
    this.cure = cure
  }

  /** This error with its cure. */
  withCure(cure: string): UsageError {
    return new UsageError(this.message, { cure, cause: this, ...(this.field === undefined ? {} : { field: this.field }) })
  }
}
