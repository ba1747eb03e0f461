/** A slot of the step lane, with what it offers to a step. */
export interface Slot {
  readonly slot: number
  /** The GPUs of the slot: `[]` for none, `undefined` for all that the agent itself sees. */
  readonly gpus: readonly string[] | undefined
  /** The memory of the smallest of these GPUs, in MB. */
  readonly gpuMemory?: number | undefined
  /** The places of the GPUs in the list of the machine's GPUs, by which their load is reported. */
  readonly gpuPlaces?: readonly number[] | undefined
}

/**
 * The slots of the step lane. Each is free, offered by one poll, or taken by one attempt: so no two polls offer the same slot, and
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

  /** The slots that are free and that no poll offers. */
  get idle(): readonly Slot[] {
    return this.#isClosed ? [] : this.#slots.filter(({ slot }) => !this.#offered.has(slot) && !this.#taken.has(slot))
  }

  /** Offers all idle slots to one poll, which withdraws them when it ends. */
  offer(): readonly Slot[] {
    const idle = this.idle
    for (const { slot } of idle) this.#offered.add(slot)
    return idle
  }

  withdraw(offered: readonly Slot[]): void {
    for (const { slot } of offered) this.#offered.delete(slot)
  }

  /** Gives a slot to an attempt; false if another attempt has it, or if there is no such slot. */
  take(slot: number, attempt: string): boolean {
    if (this.#isClosed || this.#taken.has(slot) || !this.#slots.some((one) => one.slot === slot)) return false
    this.#taken.set(slot, attempt)
    return true
  }

  /** Records an attempt that an earlier process of the agent started, even in a slot that the agent no longer has: the slot is taken until the attempt ends. */
  adopt(slot: number, attempt: string): void {
    this.#taken.set(slot, attempt)
  }

  /** The slot, if it may get a next attempt. */
  wanted(slot: number): Slot | undefined {
    return this.#isClosed ? undefined : this.#slots.find((one) => one.slot === slot)
  }

  /** Frees the slot, if that attempt has it. */
  free(slot: number, attempt: string): void {
    if (this.#taken.get(slot) === attempt) this.#taken.delete(slot)
  }

  /** Gives no slot any more. */
  close(): void {
    this.#isClosed = true
  }

  gpusOf(slot: number): readonly string[] | undefined {
    return this.#slots.find((one) => one.slot === slot)?.gpus
  }
}
