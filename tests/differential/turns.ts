/** Calls in the order in which they came: writes one at a time, reads beside each other, between the writes. */
export class Turns {
  #write: Promise<unknown> = Promise.resolve()
  #reads: Promise<unknown>[] = []

  read<T>(call: () => Promise<T>): Promise<T> {
    const done = this.#write.then(call)
    this.#reads.push(done.catch(() => {}))
    return done
  }

  write<T>(call: () => Promise<T>): Promise<T> {
    const done = Promise.all([this.#write, ...this.#reads]).then(call)
    this.#write = done.catch(() => {})
    this.#reads = []
    return done
  }
}
