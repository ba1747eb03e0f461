/** Aborts its signal once a stream has been silent for some time. Made before the stream is opened, it limits the wait for the first bytes too. */
export class Silence {
  readonly #ms: number
  readonly #tooLong = new AbortController()
  #timer: ReturnType<typeof setTimeout>

  constructor(ms: number) {
    this.#ms = ms
    this.#timer = this.#start()
  }

  get signal(): AbortSignal {
    return this.#tooLong.signal
  }

  /** Yields the parts of a stream. The silence is counted anew from each; while the reader works on a part, it is not counted. */
  async *endedBy<T>(stream: AsyncIterable<T>): AsyncGenerator<T, void, void> {
    for await (const part of stream) {
      clearTimeout(this.#timer)
      yield part
      this.#timer = this.#start()
    }
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#tooLong.abort(new DOMException('The stream was silent for too long.', 'TimeoutError')), this.#ms)
  }
}
