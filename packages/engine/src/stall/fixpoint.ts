import { addToList } from '../add-to-list.ts'
import type { Fleet } from './fleet.ts'
import type { FleetIndex } from './fleet-index.ts'

/**
 * The assumption under which a task ends. `certain`: nobody does anything. `assisted`: people stop endless tasks, resume paused ones, and
 * start workers for tasks that none serves. A task that does not end even so waits for itself.
 */
type Assumption = 'certain' | 'assisted'

/** The queued and running tasks that will end, each with the assumption under which it does. */
export type Ending = ReadonlyMap<string, Assumption>

/**
 * The least fixpoint of three rules: a queued task ends if a pool that serves and fits it will have a free slot, all its parents end, and one
 * holder of its limit ends; a running task ends if all tasks that it waits for end; a slot is free if it is free now, or if its holder ends.
 * Linear in tasks, slots and waits. First everything that is certain is derived, then, from there, everything that people can help.
 */
export function endingTasks(fleet: Fleet, index: FleetIndex): Ending {
  const fixpoint = new Fixpoint(fleet, index)
  fixpoint.propagate()
  fixpoint.assumeHelp()
  fixpoint.propagate()
  return fixpoint.ending
}

/** What a queued task still waits for. */
interface WaitingTask {
  readonly id: string
  parents: number
  isLimited: boolean
  isPaused: boolean
  hasSlot: boolean
}

/** The state of one computation. */
class Fixpoint {
  readonly ending = new Map<string, Assumption>()
  readonly #fleet: Fleet
  readonly #index: FleetIndex
  /** Tasks found to end whose consequences are not derived yet. */
  readonly #unpropagated: string[] = []
  readonly #isPoolFree: boolean[]
  readonly #demandsOfPool: number[][]
  readonly #tasksOfDemand: WaitingTask[][]
  readonly #demandHasSlot: boolean[]
  readonly #paused: WaitingTask[] = []
  /** Called when a task is found to end. */
  readonly #listeners = new Map<string, (() => void)[]>()
  #assumption: Assumption = 'certain'

  constructor(fleet: Fleet, index: FleetIndex) {
    this.#fleet = fleet
    this.#index = index
    this.#isPoolFree = index.pools.map(() => false)
    this.#demandHasSlot = index.demands.map(() => false)
    this.#demandsOfPool = index.pools.map(() => [])
    this.#tasksOfDemand = index.demands.map(() => [])
    for (const [at, demand] of index.demands.entries()) for (const pool of demand.pools) this.#demandsOfPool[pool]?.push(at)

    const isRunning = new Set(fleet.running.map((task) => task.id))
    const isQueued = new Set(fleet.queued.map((task) => task.id))
    const isLive = (id: string): boolean => isQueued.has(id) || isRunning.has(id)
    this.#addRunning(isLive)
    this.#addQueued(isLive)
    // A task that a worker still reports although it has ended, or was queued again, is about to free its slot.
    for (const [at, pool] of index.pools.entries()) {
      if (pool.hasFree || pool.holders.some((holder) => !isRunning.has(holder.task))) this.#freePool(at)
    }
  }

  /** Derives all consequences of the tasks found to end so far. */
  propagate(): void {
    for (let id = this.#unpropagated.pop(); id !== undefined; id = this.#unpropagated.pop()) {
      for (const listener of this.#listeners.get(id) ?? []) listener()
      const pool = this.#index.poolHeldBy.get(id)
      if (pool !== undefined) this.#freePool(pool)
    }
  }

  /** Assumes from here on that people help. */
  assumeHelp(): void {
    this.#assumption = 'assisted'
    for (const task of this.#fleet.running) if (task.isEndless) this.#ends(task.id)
    for (const task of this.#paused) {
      task.isPaused = false
      this.#check(task)
    }
    for (const [at, demand] of this.#index.demands.entries()) if (demand.pools.length === 0) this.#giveDemandSlot(at)
    // A lane that is full although it runs nothing is full because of other programs, which may end.
    for (const [at, pool] of this.#index.pools.entries()) if (pool.holders.length === 0) this.#freePool(at)
  }

  #addRunning(isLive: (id: string) => boolean): void {
    for (const task of this.#fleet.running) {
      if (task.isEndless) continue
      const waits = new Set(task.waitsFor.filter((id) => id !== task.id && isLive(id)))
      let left = waits.size
      if (left === 0) this.#ends(task.id)
      for (const id of waits) {
        this.#listen(id, () => {
          left -= 1
          if (left === 0) this.#ends(task.id)
        })
      }
    }
  }

  #addQueued(isLive: (id: string) => boolean): void {
    for (const [position, task] of this.#fleet.queued.entries()) {
      const waiting: WaitingTask = { id: task.id, parents: 0, isLimited: false, isPaused: task.isPaused, hasSlot: false }
      this.#tasksOfDemand[this.#index.demandOf[position] ?? 0]?.push(waiting)
      if (task.isPaused) this.#paused.push(waiting)
      for (const parent of new Set(task.parents)) {
        if (!isLive(parent)) continue
        waiting.parents += 1
        this.#listen(parent, () => {
          waiting.parents -= 1
          this.#check(waiting)
        })
      }
      waiting.isLimited = task.limitedBy.length > 0 && task.limitedBy.every(isLive)
      if (!waiting.isLimited) continue
      for (const holder of task.limitedBy) {
        this.#listen(holder, () => {
          waiting.isLimited = false
          this.#check(waiting)
        })
      }
    }
  }

  #check(task: WaitingTask): void {
    if (task.hasSlot && task.parents === 0 && !task.isLimited && !task.isPaused) this.#ends(task.id)
  }

  #ends(id: string): void {
    if (this.ending.has(id)) return
    this.ending.set(id, this.#assumption)
    this.#unpropagated.push(id)
  }

  #listen(id: string, listener: () => void): void {
    addToList(this.#listeners, id, listener)
  }

  #freePool(at: number): void {
    if (this.#isPoolFree[at] === true) return
    this.#isPoolFree[at] = true
    for (const demand of this.#demandsOfPool[at] ?? []) this.#giveDemandSlot(demand)
  }

  #giveDemandSlot(at: number): void {
    if (this.#demandHasSlot[at] === true) return
    this.#demandHasSlot[at] = true
    for (const task of this.#tasksOfDemand[at] ?? []) {
      task.hasSlot = true
      this.#check(task)
    }
  }
}
