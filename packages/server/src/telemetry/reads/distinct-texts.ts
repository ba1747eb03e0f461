/** How many lines are held in memory for the distinct texts: for each text its own line and those around it. */
const mostLines = 10_000

interface Group<T> {
  readonly value: T
  count: number
}

/**
 * Counts texts that are alike, in bounded memory: if there are too many different ones, those that came most often are held, and of equally frequent ones
 * the earliest. A text that comes again after it was dropped is counted anew.
 */
export class DistinctTexts<T> {
  readonly #most: number
  readonly #groups = new Map<string, Group<T>>()
  #isFull = false

  /** `lines`: how many lines are held with each text. */
  constructor(lines: number) {
    this.#most = Math.floor(mostLines / lines)
  }

  /** How many different texts came; if there are too many to be held, fewer than that. */
  get count(): number {
    return this.#isFull ? 2 * this.#most : this.#groups.size
  }

  /** Counts a text. Answers the value that is made and held for a new one; undefined for one that is known. */
  add(text: string, make: () => T): T | undefined {
    const known = this.#groups.get(text)
    if (known !== undefined) {
      known.count += 1
      return undefined
    }
    if (this.#groups.size === 2 * this.#most) this.#dropRare()
    const value = make()
    this.#groups.set(text, { value, count: 1 })
    return value
  }

  mostFrequent(limit: number): readonly Readonly<Group<T>>[] {
    return [...this.#groups.values()].toSorted((a, b) => b.count - a.count).slice(0, limit)
  }

  /** Drops half of the texts, so that it is done seldom. */
  #dropRare(): void {
    this.#isFull = true
    const sorted = [...this.#groups].toSorted(([, a], [, b]) => b.count - a.count)
    for (const [text] of sorted.slice(this.#most)) this.#groups.delete(text)
  }
}
