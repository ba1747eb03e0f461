import type { LightMode } from '@clearway/contract'
import { measureMemory } from './memory.ts'

const mega = 1024 * 1024

/** What a light task is taken to need until its own use shows in the machine's free memory. */
const assumedBytes = 150 * mega
/** Until then. Interpreters have loaded their libraries by this time. */
const youngMs = 15_000

type Memory = {
  readonly available: number
  readonly total: number
  /** Tasks so young that their memory does not show yet. */
  readonly young: number
}

/** Whether one more light task may begin: there is memory for it, for those that have just begun, and for the steps beside them. */
export function hasRoom({ available, total, young }: Memory): boolean {
  const reserve = Math.min(512 * mega, total / 16)
  return available - young * assumedBytes - assumedBytes >= reserve
}

/** The uncounted lane of controllers and the like. It has room as long as the machine has memory. */
export class LightLane {
  readonly mode: LightMode
  readonly #begun = new Map<string, number>()
  readonly #measure: () => Promise<Omit<Memory, 'young'>>
  #isClosed = false
  #hasRoom = false

  constructor(mode: LightMode, measure: () => Promise<Omit<Memory, 'young'>> = measureMemory) {
    this.mode = mode
    this.#measure = measure
  }

  /** As last measured. */
  get isFree(): boolean {
    return this.mode !== 'off' && !this.#isClosed && this.#hasRoom
  }

  get size(): number {
    return this.#begun.size
  }

  /** Measures anew; true if the lane has room now and had none before. */
  async refresh(): Promise<boolean> {
    if (this.mode === 'off') return false
    const before = this.isFree
    const memory = await this.#measure()
    const old = performance.now() - youngMs
    const young = [...this.#begun.values()].filter((at) => at > old).length
    this.#hasRoom = hasRoom({ ...memory, young })
    return this.isFree && !before
  }

  /** Lets a task in, or says that there is no room for it. */
  async admit(attempt: string): Promise<boolean> {
    await this.refresh()
    if (!this.isFree) return false
    this.#begun.set(attempt, performance.now())
    return true
  }

  /** A task that an earlier agent process let in: its memory shows already. */
  adopt(attempt: string): void {
    this.#begun.set(attempt, -Infinity)
  }

  leave(attempt: string): void {
    this.#begun.delete(attempt)
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#isClosed = true
  }
}
