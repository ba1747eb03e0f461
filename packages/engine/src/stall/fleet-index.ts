import { fits, isForLightLane, laneServes, shortages } from './fits.ts'
import type { Shortage } from './fits.ts'
import type { Fleet, LightLane, QueuedTask, Resources } from './fleet.ts'

/** Places that are alike: the same queues and the same resources, so that one of them being free is as good as another. */
interface PlaceKind {
  readonly lane: LightLane | undefined
  readonly resources: Resources
  /** The names of the workers that have such a place, as the running tasks that hold them, in the same order. */
  readonly holders: { readonly owner: string; readonly task: string }[]
  hasFree: boolean
}

/** Queued tasks that are alike: what serves one of them serves all. */
export interface Demand {
  readonly queue: string
  readonly needs: Resources
  /** Indexes of the place kinds that serve and fit. */
  readonly kinds: readonly number[]
  readonly isServed: boolean
  /** What the place that comes nearest lacks; empty where one fits. */
  readonly lacks: readonly Shortage[]
}

/** A fleet, grouped so that 10,000 tasks and 1,000 workers become a few kinds of each. */
export interface FleetIndex {
  readonly kinds: readonly PlaceKind[]
  readonly demands: readonly Demand[]
  /** The demand of each queued task, by its position. */
  readonly demandOf: Uint32Array
  /** The kind of place that each held task frees when it ends. */
  readonly kindHeldBy: ReadonlyMap<string, number>
}

/** Groups a fleet. Time is linear in tasks and slots, plus the number of kinds times demands on each queue. */
export function indexFleet(fleet: Fleet): FleetIndex {
  const kinds: PlaceKind[] = []
  const byQueue = new Map<string, number[]>()
  const kindHeldBy = new Map<string, number>()
  addSlots(fleet, kinds, byQueue, kindHeldBy)
  const lanes = addLanes(fleet, kinds, kindHeldBy)

  const demands: Demand[] = []
  const demandByKey = new Map<string, number>()
  const demandOf = new Uint32Array(fleet.queued.length)
  for (const [position, task] of fleet.queued.entries()) {
    const key = `${isForLightLane(task) ? 'l' : 's'}${resourcesKey(task.needs)}/${task.queue}`
    let at = demandByKey.get(key)
    if (at === undefined) {
      at = demands.push(demandFor(task, kinds, byQueue.get(task.queue) ?? [], lanes)) - 1
      demandByKey.set(key, at)
    }
    demandOf[position] = at
  }
  return { kinds, demands, demandOf, kindHeldBy }
}

function addSlots(fleet: Fleet, kinds: PlaceKind[], byQueue: Map<string, number[]>, kindHeldBy: Map<string, number>): void {
  const byKey = new Map<string, number>()
  for (const worker of fleet.workers) {
    if (!worker.alive) continue
    const queuesKey = JSON.stringify(worker.queues)
    for (const slot of worker.slots) {
      const key = `${resourcesKey(slot.resources)}/${queuesKey}`
      let at = byKey.get(key)
      if (at === undefined) {
        at = kinds.push({ lane: undefined, resources: slot.resources, holders: [], hasFree: false }) - 1
        byKey.set(key, at)
        for (const queue of new Set(worker.queues)) addTo(byQueue, queue, at)
      }
      const kind = kinds[at]
      if (slot.running === undefined) Object.assign(kind ?? {}, { hasFree: true })
      else {
        kind?.holders.push({ owner: worker.id, task: slot.running })
        kindHeldBy.set(slot.running, at)
      }
    }
  }
}

function addLanes(fleet: Fleet, kinds: PlaceKind[], kindHeldBy: Map<string, number>): number[] {
  return fleet.lanes
    .filter((lane) => lane.alive)
    .map((lane) => {
      const holders = lane.running.map((task) => ({ owner: lane.id, task }))
      // CPU only, and admitting by measured memory, which is what `hasRoom` says.
      const at = kinds.push({ lane, resources: { gpus: 0 }, holders, hasFree: lane.hasRoom }) - 1
      for (const task of lane.running) kindHeldBy.set(task, at)
      return at
    })
}

function demandFor(task: QueuedTask, kinds: readonly PlaceKind[], onQueue: readonly number[], lanes: readonly number[]): Demand {
  const { queue, needs } = task
  const light = isForLightLane(task)
  const serving = lanes.filter((at) => {
    const lane = kinds[at]?.lane
    return lane !== undefined && laneServes(lane, queue, light)
  })
  // Where a light lane serves it, full or not, a light task is given no slot: it would hold it against its own steps.
  const candidates = light && serving.length > 0 ? serving : [...onQueue, ...serving]
  const fitting = candidates.filter((at) => fits(needs, resourcesAt(kinds, at)))
  const lacks =
    fitting.length > 0
      ? []
      : leastShortages(
          needs,
          candidates.map((at) => resourcesAt(kinds, at)),
        )
  return { queue, needs, kinds: fitting, isServed: candidates.length > 0, lacks }
}

function leastShortages(needs: Resources, places: readonly Resources[]): readonly Shortage[] {
  return places
    .map((has) => shortages(needs, has))
    .reduce((least, short) => (least.length === 0 || short.length < least.length ? short : least), [])
}

function addTo(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

function resourcesAt(kinds: readonly PlaceKind[], at: number): Resources {
  return kinds[at]?.resources ?? {}
}

function resourcesKey({ gpus, gpuMemory, cpus, memory, labels }: Resources): string {
  const amounts = `${gpus ?? ''},${gpuMemory ?? ''},${cpus ?? ''},${memory ?? ''}`
  return labels === undefined ? amounts : `${amounts},${JSON.stringify([...labels].sort())}`
}
