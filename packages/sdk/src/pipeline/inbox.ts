/** How long what is not urgent waits for company. */
const quietMs = 500

/**
 * What has happened and is not dealt with: any number may put in, one takes out. What is quiet is taken along with what comes next, or after a moment; the
 * order is kept.
 */
export class Inbox<T> {
  readonly #isQuiet: (item: T) => boolean
  #items: T[] = []
  #isDue = false
  #timer: NodeJS.Timeout | undefined
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  constructor(isQuiet: (item: T) => boolean = () => false) {
    this.#isQuiet = isQuiet
  }

  put(item: T): void {
    this.#items.push(item)
    if (this.#isQuiet(item)) this.#timer ??= setTimeout(() => this.#ring(), quietMs)
    else this.#ring()
  }

  /** Ends the taking with an error. The first one counts. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#ring()
  }

  /** All that is there, once something is due. */
  async take(): Promise<readonly T[]> {
    while (!this.#isDue) await new Promise<void>((resolve) => (this.#wake = resolve))
    // A failure stays due: whoever takes again is told again.
    if (this.#failure !== undefined) throw this.#failure.error
    this.#isDue = false
    return this.#items.splice(0)
  }

  /** Drops what is left, with its timer. */
  close(): void {
    clearTimeout(this.#timer)
  }

  #ring(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isDue = true
    this.#wake?.()
  }
}
