/** How long items that can wait are held back for others to come. */
const deferMs = 500

/**
 * A queue with any number of writers and one reader, who takes all items at once and in order. Items that can wait do not wake the reader: they
 * are taken along with the next item that cannot, or after half a second.
 */
export class Inbox<T> {
  readonly #canWait: (item: T) => boolean
  #items: T[] = []
  #isDue = false
  #timer: NodeJS.Timeout | undefined
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  constructor(canWait: (item: T) => boolean = () => false) {
    this.#canWait = canWait
  }

  put(item: T): void {
    this.#items.push(item)
    if (this.#canWait(item)) this.#timer ??= setTimeout(() => this.#wakeReader(), deferMs)
    else this.#wakeReader()
  }

  /** Makes this and every later `take` reject with an error. Of several errors the first counts. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wakeReader()
  }

  /** Waits until items are due, and takes all that are there. */
  async take(): Promise<readonly T[]> {
    while (!this.#isDue) await new Promise<void>((resolve) => (this.#wake = resolve))
    // `#isDue` stays true after a failure, so that every later call rejects as well.
    if (this.#failure !== undefined) throw this.#failure.error
    this.#isDue = false
    return this.#items.splice(0)
  }

  /** Clears the timer, which would keep the process alive. */
  close(): void {
    clearTimeout(this.#timer)
  }

  #wakeReader(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isDue = true
    this.#wake?.()
  }
}
