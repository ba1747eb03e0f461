/** What has happened and is not dealt with: any number may put in, one takes out. */
export class Inbox<T> {
  #items: T[] = []
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  put(...items: readonly T[]): void {
    this.#items.push(...items)
    this.#wake?.()
  }

  /** Ends the taking with an error. The first one counts. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake?.()
  }

  /** All that is there, once there is something. */
  async take(): Promise<readonly T[]> {
    while (this.#items.length === 0 && this.#failure === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    if (this.#failure !== undefined) throw this.#failure.error
    return this.#items.splice(0)
  }
}
