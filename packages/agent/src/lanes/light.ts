import type { LightMode } from '@clearway/contract'
import { measureMemory } from './memory.ts'

const mega = 1024 * 1024

/** How much memory a light task is assumed to need until its real use shows in the machine's free memory. */
const assumedBytes = 150 * mega
/** How long after its start a task's memory counts as assumed. Interpreters have loaded their libraries by this time. */
const youngMs = 15_000

interface Memory {
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
  #memory: Omit<Memory, 'young'> | undefined
  #isClosed = false

  private constructor(mode: LightMode, measure: () => Promise<Omit<Memory, 'young'>>) {
    this.mode = mode
    this.#measure = measure
  }

  static async open(mode: LightMode, measure: () => Promise<Omit<Memory, 'young'>> = measureMemory): Promise<LightLane> {
    const lane = new LightLane(mode, measure)
    await lane.refresh()
    return lane
  }

  /** Whether there is room for one more, by the last measurement and what has begun since. */
  get isFree(): boolean {
    if (this.mode === 'off' || this.#isClosed || this.#memory === undefined) return false
    const old = performance.now() - youngMs
    return hasRoom({ ...this.#memory, young: [...this.#begun.values()].filter((at) => at > old).length })
  }

  /** Measures the memory anew. */
  async refresh(): Promise<void> {
    if (this.mode !== 'off') this.#memory = await this.#measure()
  }

  /** Admits a task. Answers false if there is no room for it. */
  admit(attempt: string): boolean {
    if (!this.isFree) return false
    this.#begun.set(attempt, performance.now())
    return true
  }

  /** Adds a task that an earlier process of the agent admitted; its memory shows already. */
  adopt(attempt: string): void {
    this.#begun.set(attempt, -Infinity)
  }

  leave(attempt: string): void {
    this.#begun.delete(attempt)
  }

  /** Admits no further task. */
  close(): void {
    this.#isClosed = true
  }
}
