const distinct = 50

/** Why events were refused, and how many for each reason. Bounded, whatever is sent. */
export class ErrorTally {
  readonly #counts = new Map<string, number>()
  total = 0

  /** `detail` names the culprit while there are few of them. */
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
