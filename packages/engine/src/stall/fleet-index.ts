import { addToList } from '../add-to-list.ts'
import { fits, isForLightLane, laneServes, shortages } from './fits.ts'
import type { Shortage } from './fits.ts'
import type { Fleet, LightLane, QueuedTask, Resources } from './fleet.ts'

/** Interchangeable slots, with the same queues and the same resources; or one light lane. */
interface Pool {
  readonly lane: LightLane | undefined
  readonly resources: Resources
  /** The tasks that hold slots of this pool, each with its worker or lane. */
  readonly holders: { readonly owner: string; readonly task: string }[]
  hasFree: boolean
}

/** Interchangeable queued tasks, with the same queue and the same needs: a pool that serves one of them serves all. */
export interface Demand {
  readonly queue: string
  readonly needs: Resources
  /** Indexes of the pools that serve the queue and have what the tasks need. */
  readonly pools: readonly number[]
  readonly isServed: boolean
  /** What the pool with the fewest shortages lacks; empty if a pool fits. */
  readonly lacks: readonly Shortage[]
}

/** A fleet, grouped so that 10,000 tasks and 1,000 workers become a few demands and pools. */
export interface FleetIndex {
  readonly pools: readonly Pool[]
  readonly demands: readonly Demand[]
  /** The demand of each queued task, by its position. */
  readonly demandOf: Uint32Array
  /** The pool in which each running task frees a slot when it ends. */
  readonly poolHeldBy: ReadonlyMap<string, number>
}

/** Groups a fleet. Time is linear in tasks and slots, plus pools times demands on each queue. */
export function indexFleet(fleet: Fleet): FleetIndex {
  const pools: Pool[] = []
  const byQueue = new Map<string, number[]>()
  const poolHeldBy = new Map<string, number>()
  addSlots(fleet, pools, byQueue, poolHeldBy)
  const lanes = addLanes(fleet, pools, poolHeldBy)

  const demands: Demand[] = []
  const demandByKey = new Map<string, number>()
  const demandOf = new Uint32Array(fleet.queued.length)
  for (const [position, task] of fleet.queued.entries()) {
    const key = `${isForLightLane(task) ? 'l' : 's'}${resourcesKey(task.needs)}/${task.queue}`
    let at = demandByKey.get(key)
    if (at === undefined) {
      at = demands.push(demandFor(task, pools, byQueue.get(task.queue) ?? [], lanes)) - 1
      demandByKey.set(key, at)
    }
    demandOf[position] = at
  }
  return { pools, demands, demandOf, poolHeldBy }
}

function addSlots(fleet: Fleet, pools: Pool[], byQueue: Map<string, number[]>, poolHeldBy: Map<string, number>): void {
  const byKey = new Map<string, number>()
  for (const worker of fleet.workers) {
    if (!worker.alive) continue
    const queuesKey = JSON.stringify(worker.queues)
    for (const slot of worker.slots) {
      const key = `${resourcesKey(slot.resources)}/${queuesKey}`
      let at = byKey.get(key)
      if (at === undefined) {
        at = pools.push({ lane: undefined, resources: slot.resources, holders: [], hasFree: false }) - 1
        byKey.set(key, at)
        for (const queue of new Set(worker.queues)) addToList(byQueue, queue, at)
      }
      const pool = pools[at]
      if (slot.running === undefined) Object.assign(pool ?? {}, { hasFree: true })
      else {
        pool?.holders.push({ owner: worker.id, task: slot.running })
        poolHeldBy.set(slot.running, at)
      }
    }
  }
}

function addLanes(fleet: Fleet, pools: Pool[], poolHeldBy: Map<string, number>): number[] {
  return fleet.lanes
    .filter((lane) => lane.alive)
    .map((lane) => {
      const holders = lane.running.map((task) => ({ owner: lane.id, task }))
      // A light lane has no GPUs and admits tasks by measured memory, which `hasRoom` states.
      const at = pools.push({ lane, resources: { gpus: 0 }, holders, hasFree: lane.hasRoom }) - 1
      for (const task of lane.running) poolHeldBy.set(task, at)
      return at
    })
}

function demandFor(task: QueuedTask, pools: readonly Pool[], onQueue: readonly number[], lanes: readonly number[]): Demand {
  const { queue, needs } = task
  const light = isForLightLane(task)
  const serving = lanes.filter((at) => {
    const lane = pools[at]?.lane
    return lane !== undefined && laneServes(lane, queue, light)
  })
  // A light task gets no slot if a light lane serves it, even a full one: it would hold the slot against its own steps.
  const candidates = light && serving.length > 0 ? serving : [...onQueue, ...serving]
  const fitting = candidates.filter((at) => fits(needs, resourcesAt(pools, at)))
  const lacks =
    fitting.length > 0
      ? []
      : leastShortages(
          needs,
          candidates.map((at) => resourcesAt(pools, at)),
        )
  return { queue, needs, pools: fitting, isServed: candidates.length > 0, lacks }
}

function leastShortages(needs: Resources, offers: readonly Resources[]): readonly Shortage[] {
  return offers
    .map((has) => shortages(needs, has))
    .reduce((least, short) => (least.length === 0 || short.length < least.length ? short : least), [])
}

function resourcesAt(pools: readonly Pool[], at: number): Resources {
  return pools[at]?.resources ?? {}
}

function resourcesKey({ gpus, gpuMemory, cpus, memory, labels }: Resources): string {
  const amounts = `${gpus ?? ''},${gpuMemory ?? ''},${cpus ?? ''},${memory ?? ''}`
  return labels === undefined ? amounts : `${amounts},${JSON.stringify([...labels].sort())}`
}
