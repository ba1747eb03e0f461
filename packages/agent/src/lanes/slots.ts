/** A place of the step lane, with what it offers to a step. */
export interface Slot {
  readonly slot: number
  /** None at all for `[]`, whatever the agent itself sees for `undefined`. */
  readonly gpus: readonly string[] | undefined
  /** MB of the smallest of them. */
  readonly gpuMemory?: number | undefined
}

/**
 * The counted places of the step lane. Each is free, offered by one poll, or taken by one attempt: so no two polls offer the same place, and
 * none ever holds two steps.
 */
export class Slots {
  readonly #slots: readonly Slot[]
  readonly #offered = new Set<number>()
  readonly #taken = new Map<number, string>()
  #isClosed = false

  constructor(slots: readonly Slot[]) {
    this.#slots = slots
  }

  get count(): number {
    return this.#slots.length
  }

  /** Free, and offered by no poll. */
  get idle(): readonly Slot[] {
    return this.#isClosed ? [] : this.#slots.filter(({ slot }) => !this.#offered.has(slot) && !this.#taken.has(slot))
  }

  /** Offers all idle places to one poll, which withdraws them when it ends. */
  offer(): readonly Slot[] {
    const idle = this.idle
    for (const { slot } of idle) this.#offered.add(slot)
    return idle
  }

  withdraw(offered: readonly Slot[]): void {
    for (const { slot } of offered) this.#offered.delete(slot)
  }

  /** Gives a place to an attempt; false where another has it, or where there is no such place. */
  take(slot: number, attempt: string): boolean {
    if (this.#isClosed || this.#taken.has(slot) || !this.#slots.some((one) => one.slot === slot)) return false
    this.#taken.set(slot, attempt)
    return true
  }

  /** Notes an attempt that an earlier agent process started, even in a place that is no longer among ours: it is busy until that ends. */
  adopt(slot: number, attempt: string): void {
    this.#taken.set(slot, attempt)
  }

  /** Frees the place, if it is that attempt's. */
  free(slot: number, attempt: string): void {
    if (this.#taken.get(slot) === attempt) this.#taken.delete(slot)
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#isClosed = true
  }

  gpusOf(slot: number): readonly string[] | undefined {
    return this.#slots.find((one) => one.slot === slot)?.gpus
  }
}
