import { cureFinder } from './cures.ts'
import type { Cure } from './cures.ts'
import { cycleFinder } from './cycle.ts'
import type { StallLink } from './cycle.ts'
import type { Shortage } from './fits.ts'
import { endingTasks } from './fixpoint.ts'
import { indexFleet } from './fleet-index.ts'
import type { Demand, FleetIndex } from './fleet-index.ts'
import type { Fleet } from './fleet.ts'

/** Why a queued task waits: exactly one of these, the first that applies. */
export type Wait =
  | { readonly reason: 'parents'; readonly parents: readonly string[] }
  | { readonly reason: 'paused' }
  | { readonly reason: 'delayed'; readonly until: number }
  | { readonly reason: 'limited'; readonly by: readonly string[] }
  /** No live worker or lane takes tasks from its queue. */
  | { readonly reason: 'unserved'; readonly queue: string }
  /** Workers and lanes serve its queue, but none has what it needs; `lacks` is what the one with the fewest shortages lacks. */
  | { readonly reason: 'unfit'; readonly lacks: readonly Shortage[] }
  /** The slots that it could have are held (`heldBy` names some holders), or one is about to be given to it. `noKnownEnd`: a holder may never end by itself. */
  | { readonly reason: 'busy'; readonly noKnownEnd: boolean; readonly heldBy: readonly string[] }
  /** It can never run unless something is changed. The cycle ends with the task it began with; the queued task is on it or stuck behind it. */
  | {
      readonly reason: 'stalled'
      readonly cycle: readonly StallLink[]
      readonly heldBy: readonly string[]
      readonly cures: readonly Cure[]
    }

const holdersShown = 5

/** The reason of every queued task, by its id. */
export function waitsOf(fleet: Fleet): ReadonlyMap<string, Wait> {
  const index = indexFleet(fleet)
  const ending = endingTasks(fleet, index)
  const findCycle = cycleFinder(fleet, index, ending)
  const findCures = cureFinder(fleet, index, ending)
  const shared = index.demands.map((demand) => sharedWaits(demand, holdersOf(demand, index)))

  const waits = new Map<string, Wait>()
  for (const [position, task] of fleet.queued.entries()) {
    const demand = shared[index.demandOf[position] ?? 0]
    if (demand === undefined) continue
    if (task.parents.length > 0) waits.set(task.id, { reason: 'parents', parents: task.parents })
    else if (task.isPaused) waits.set(task.id, { reason: 'paused' })
    else if (task.delayedUntil !== undefined) waits.set(task.id, { reason: 'delayed', until: task.delayedUntil })
    else if (task.limitedBy.length > 0) waits.set(task.id, { reason: 'limited', by: task.limitedBy })
    else if (demand.never !== undefined) waits.set(task.id, demand.never)
    else {
      const assumption = ending.get(task.id)
      if (assumption !== undefined) waits.set(task.id, demand[assumption])
      else waits.set(task.id, { reason: 'stalled', cycle: findCycle(task.id), heldBy: demand.heldBy, cures: findCures(task, demand.of) })
    }
  }
  return waits
}

/** The waits that all tasks of one demand share. */
interface SharedWaits {
  readonly of: Demand
  readonly heldBy: readonly string[]
  /** Set if no slot or lane fits, busy or not. */
  readonly never: Wait | undefined
  readonly certain: Wait
  readonly assisted: Wait
}

function sharedWaits(demand: Demand, heldBy: readonly string[]): SharedWaits {
  const unserved: Wait = { reason: 'unserved', queue: demand.queue }
  const unfit: Wait = { reason: 'unfit', lacks: demand.lacks }
  return {
    of: demand,
    heldBy,
    never: !demand.isServed ? unserved : demand.pools.length === 0 ? unfit : undefined,
    certain: { reason: 'busy', noKnownEnd: false, heldBy },
    assisted: { reason: 'busy', noKnownEnd: true, heldBy },
  }
}

function holdersOf(demand: Demand, index: FleetIndex): string[] {
  const tasks: string[] = []
  for (const at of demand.pools) {
    const pool = index.pools[at]
    if (pool === undefined) continue
    if (pool.hasFree) return []
    for (const holder of pool.holders) {
      if (tasks.length < holdersShown) tasks.push(holder.task)
    }
  }
  return tasks
}
