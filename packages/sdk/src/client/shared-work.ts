import { abortable } from './abortable.ts'

/** Work that several callers wait for. It is aborted once none of them waits for it any more. */
export class SharedWork<T> {
  readonly #unwanted = new AbortController()
  readonly #result: Promise<T>
  #waiting = 0

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#result = work(this.#unwanted.signal)
    // Its failure is that of the callers that wait.
    this.#result.catch(() => {})
  }

  get isWanted(): boolean {
    return this.#waiting > 0
  }

  /** Waits for the result; rejects with the reason of `signal` once that is aborted. */
  async wait(signal: AbortSignal | undefined): Promise<T> {
    this.#waiting += 1
    try {
      return await abortable(this.#result, signal)
    } finally {
      this.#waiting -= 1
      if (!this.isWanted) this.#unwanted.abort()
    }
  }
}
