const distinct = 50

/** Counts refused events by reason. The number of reasons is bounded, whatever is sent. */
export class ErrorCounter {
  readonly #counts = new Map<string, number>()
  total = 0

  /** Counts a refusal. While there are few of them, `detail` names the event at fault. */
  add(reason: string, detail?: string, count = 1): void {
    this.total += count
    const full = detail === undefined ? reason : `${reason}: ${detail.slice(0, 100)}`
    const key = this.#counts.has(full) || this.#counts.size < distinct ? full : reason
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count)
  }

  info(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}
