import { addToList } from '../add-to-list.ts'
import { fits, isForLightLane, laneServes } from './fits.ts'
import type { Fleet, FleetSlot, FleetWorker, QueuedTask } from './fleet.ts'

/** What is known of durations. Times are in milliseconds. */
export interface KnownDurations {
  readonly now: number
  /** When a running task is expected to end; undefined if that is unknown. */
  readonly endOf: (task: string) => number | undefined
  /** How long a queued task is expected to run; undefined if that is unknown. */
  readonly durationOf: (task: string) => number | undefined
}

interface FreeSlot {
  readonly at: number
  readonly worker: FleetWorker
  readonly slot: FleetSlot
}

/**
 * When each of the given tasks is expected to get a slot, by its id: slots take tasks as their workers would, each when it is expected to be free. A slot
 * of which that is unknown takes none, so a task that only such slots could take is left out. `ready`: the tasks that only wait for a slot, in the order of
 * their queues.
 */
export function forecastStarts(
  fleet: Fleet,
  ready: readonly QueuedTask[],
  { now, endOf, durationOf }: KnownDurations,
): Map<string, number> {
  const waiting = new Map<string, QueuedTask[]>()
  for (const task of ready) {
    // A light lane takes tasks as long as it has memory, which nothing forecasts.
    if (isForLightLane(task) && fleet.lanes.some((lane) => laneServes(lane, task.queue, true))) continue
    addToList(waiting, task.queue, task)
  }
  const slots = new SoonestFirst()
  for (const worker of fleet.workers) {
    if (!worker.alive) continue
    for (const slot of worker.slots) {
      const at = slot.running === undefined ? now : endOf(slot.running)
      if (at !== undefined) slots.add({ at, worker, slot })
    }
  }
  const starts = new Map<string, number>()
  for (let free = slots.take(); free !== undefined; free = slots.take()) {
    const task = takeFor(free, waiting)
    if (task === undefined) continue
    starts.set(task.id, free.at)
    const duration = durationOf(task.id)
    if (duration !== undefined) slots.add({ ...free, at: free.at + duration })
  }
  return starts
}

/** Takes the task that a slot would claim: the first that fits of its worker's first queue, and so on. */
function takeFor({ worker, slot }: FreeSlot, waiting: ReadonlyMap<string, QueuedTask[]>): QueuedTask | undefined {
  for (const name of worker.queues) {
    const queue = waiting.get(name) ?? []
    const at = queue.findIndex(({ needs }) => fits(needs, slot.resources))
    if (at !== -1) return queue.splice(at, 1)[0]
  }
  return undefined
}

/** Slots, of which the one that is free first is taken first: a binary heap. */
class SoonestFirst {
  readonly #heap: FreeSlot[] = []

  add(slot: FreeSlot): void {
    let at = this.#heap.push(slot) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.#isSooner(at, above)) return
      this.#swap(at, above)
      at = above
    }
  }

  take(): FreeSlot | undefined {
    this.#swap(0, this.#heap.length - 1)
    const taken = this.#heap.pop()
    for (let at = 0; ;) {
      const below = this.#isSooner(2 * at + 2, 2 * at + 1) ? 2 * at + 2 : 2 * at + 1
      if (!this.#isSooner(below, at)) return taken
      this.#swap(at, below)
      at = below
    }
  }

  #isSooner(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    return one !== undefined && other !== undefined && one.at < other.at
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (one === undefined || other === undefined) return
    this.#heap[a] = other
    this.#heap[b] = one
  }
}
