import type { Fleet } from './fleet.ts'
import type { FleetIndex } from './fleet-index.ts'

/**
 * How sure it is that a task ends. `certain`: only what ends by itself ends. `hopeful`: somebody stops what is endless, lets go what is
 * paused, and starts a worker for what none serves. What even hope does not reach waits for itself.
 */
type Assumption = 'certain' | 'hopeful'

/** The tasks, queued and running, that will come to an end, and under which assumption. */
export type Ending = ReadonlyMap<string, Assumption>

/**
 * The least fixpoint: a queued task ends if a place that serves and fits it will be free, all its parents end, and one holder of its
 * limit does; a running one if all that it waits for ends; a place is free if it is now, or if its holder ends. Linear in tasks,
 * places and waits. What is certain is drawn to its end first, and hope goes on from there.
 */
export function endingTasks(fleet: Fleet, index: FleetIndex): Ending {
  const fixpoint = new Fixpoint(fleet, index)
  fixpoint.draw()
  fixpoint.hope()
  fixpoint.draw()
  return fixpoint.ending
}

/** How much a queued task still waits for. */
interface Wanting {
  readonly id: string
  parents: number
  isLimited: boolean
  isPaused: boolean
  hasPlace: boolean
}

/** The working set of one computation. */
class Fixpoint {
  readonly ending = new Map<string, Assumption>()
  readonly #fleet: Fleet
  readonly #index: FleetIndex
  /** Tasks found to end whose consequences have not been drawn. */
  readonly #news: string[] = []
  readonly #isKindFree: boolean[]
  readonly #demandsOfKind: number[][]
  readonly #tasksOfDemand: Wanting[][]
  readonly #demandHasPlace: boolean[]
  readonly #paused: Wanting[] = []
  /** Who is told when a task ends. */
  readonly #listeners = new Map<string, (() => void)[]>()
  #assumption: Assumption = 'certain'

  constructor(fleet: Fleet, index: FleetIndex) {
    this.#fleet = fleet
    this.#index = index
    this.#isKindFree = index.kinds.map(() => false)
    this.#demandHasPlace = index.demands.map(() => false)
    this.#demandsOfKind = index.kinds.map(() => [])
    this.#tasksOfDemand = index.demands.map(() => [])
    for (const [at, demand] of index.demands.entries()) for (const kind of demand.kinds) this.#demandsOfKind[kind]?.push(at)

    const isRunning = new Set(fleet.running.map((task) => task.id))
    const isQueued = new Set(fleet.queued.map((task) => task.id))
    const isLive = (id: string): boolean => isQueued.has(id) || isRunning.has(id)
    this.#addRunning(isLive)
    this.#addQueued(isLive)
    // What a worker still shows although it has ended, or has been queued again, is about to leave its place.
    for (const [at, kind] of index.kinds.entries()) {
      if (kind.hasFree || kind.holders.some((holder) => !isRunning.has(holder.task))) this.#freeKind(at)
    }
  }

  /** Draws all consequences of what is known. */
  draw(): void {
    for (let id = this.#news.pop(); id !== undefined; id = this.#news.pop()) {
      for (const tell of this.#listeners.get(id) ?? []) tell()
      const kind = this.#index.kindHeldBy.get(id)
      if (kind !== undefined) this.#freeKind(kind)
    }
  }

  /** From here on people help. */
  hope(): void {
    this.#assumption = 'hopeful'
    for (const task of this.#fleet.running) if (task.isEndless) this.#ends(task.id)
    for (const task of this.#paused) {
      task.isPaused = false
      this.#check(task)
    }
    for (const [at, demand] of this.#index.demands.entries()) if (demand.kinds.length === 0) this.#giveDemandPlace(at)
    // A lane that is full and runs nothing is full of something else, which may go away.
    for (const [at, kind] of this.#index.kinds.entries()) if (kind.holders.length === 0) this.#freeKind(at)
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
      const wanting: Wanting = { id: task.id, parents: 0, isLimited: false, isPaused: task.isPaused, hasPlace: false }
      this.#tasksOfDemand[this.#index.demandOf[position] ?? 0]?.push(wanting)
      if (task.isPaused) this.#paused.push(wanting)
      for (const parent of new Set(task.parents)) {
        if (!isLive(parent)) continue
        wanting.parents += 1
        this.#listen(parent, () => {
          wanting.parents -= 1
          this.#check(wanting)
        })
      }
      wanting.isLimited = task.limitedBy.length > 0 && task.limitedBy.every(isLive)
      if (!wanting.isLimited) continue
      for (const holder of task.limitedBy) {
        this.#listen(holder, () => {
          wanting.isLimited = false
          this.#check(wanting)
        })
      }
    }
  }

  #check(task: Wanting): void {
    if (task.hasPlace && task.parents === 0 && !task.isLimited && !task.isPaused) this.#ends(task.id)
  }

  #ends(id: string): void {
    if (this.ending.has(id)) return
    this.ending.set(id, this.#assumption)
    this.#news.push(id)
  }

  #listen(id: string, tell: () => void): void {
    const listeners = this.#listeners.get(id)
    if (listeners === undefined) this.#listeners.set(id, [tell])
    else listeners.push(tell)
  }

  #freeKind(at: number): void {
    if (this.#isKindFree[at] === true) return
    this.#isKindFree[at] = true
    for (const demand of this.#demandsOfKind[at] ?? []) this.#giveDemandPlace(demand)
  }

  #giveDemandPlace(at: number): void {
    if (this.#demandHasPlace[at] === true) return
    this.#demandHasPlace[at] = true
    for (const task of this.#tasksOfDemand[at] ?? []) {
      task.hasPlace = true
      this.#check(task)
    }
  }
}
