import { shellWord } from '@clearway/contract/shell-word'
import { isForLightLane, laneServes } from './fits.ts'
import type { Fleet, LightLane, QueuedTask, Resources, RunningTask } from './fleet.ts'
import type { Demand, FleetIndex } from './fleet-index.ts'
import type { Ending } from './fixpoint.ts'

/** A way to end a stall; `automatic` ones the server applies itself. */
export type Cure =
  /**
   * A lane that serves only its own queues could take the light task if it served any: the stalled task itself, or the controller that holds its slot,
   * which is then moved there.
   */
  | { readonly kind: 'light_lane'; readonly task: string; readonly lane: string; readonly automatic: false }
  /** Move the running controller to the light lane, which frees the slot that the stalled task waits for. */
  | { readonly kind: 'move'; readonly task: string; readonly from: string; readonly lane: string; readonly automatic: true }
  /** Let the running task, which only waits, continue without its slot. */
  | { readonly kind: 'release'; readonly task: string; readonly from: string; readonly automatic: true }
  /** Start another agent on the queue. */
  | { readonly kind: 'agent'; readonly queue: string; readonly automatic: false; readonly command: string }

/** The cures of one stalled task, the best first; the last one always helps. */
export type FindCures = (task: QueuedTask, demand: Demand) => readonly Cure[]

/** Prepares the search for cures; `ending` holds which lanes will have room again. */
export function cureFinder(fleet: Fleet, index: FleetIndex, ending: Ending): FindCures {
  const running = new Map(fleet.running.map((task) => [task.id, task]))
  const roomy = fleet.lanes.filter((lane) => lane.alive && (lane.hasRoom || lane.running.some((id) => ending.get(id) === 'certain')))
  const known = new Map<Demand, readonly Cure[]>()

  return (task, demand) => {
    const light = isForLightLane(task) ? lightLane(task, roomy) : undefined
    const shared = known.get(demand) ?? [...sharedCures(demand, { index, running, roomy }), agent(demand)]
    known.set(demand, shared)
    return light === undefined ? shared : [light, ...shared]
  }
}

function lightLane(task: QueuedTask, roomy: readonly LightLane[]): Cure | undefined {
  const lane = roomy.find(({ serves }) => serves === 'own')
  if (lane === undefined || laneServes(lane, task.queue, true)) return undefined
  return widenedLane({ task: task.id, lane: lane.id })
}

interface Search {
  readonly index: FleetIndex
  readonly running: ReadonlyMap<string, RunningTask>
  /** The light lanes that have room, or will have. */
  readonly roomy: readonly LightLane[]
}

/**
 * The cures of all tasks of a demand. A pipeline's controller is moved if a light lane can take it; any other task of our agents releases its slot. If
 * neither is possible, a light lane that takes more than it does could take the controller.
 */
function sharedCures(demand: Demand, search: Search): Cure[] {
  const [moved] = movable(demand, search, (lane, queue) => laneServes(lane, queue, true))
  if (moved !== undefined) return [{ kind: 'move', ...moved, automatic: true }]
  const released = release(demand, search.index, search.running)
  if (released.length > 0) return released
  const [widened] = movable(demand, search, ({ serves }) => serves === 'own')
  return widened === undefined ? [] : [widenedLane(widened)]
}

function release(demand: Demand, index: FleetIndex, running: ReadonlyMap<string, RunningTask>): Cure[] {
  for (const at of demand.pools) {
    const pool = index.pools[at]
    if (pool === undefined || pool.lane !== undefined) continue
    const holder = pool.holders.find(({ task }) => running.get(task)?.mayLeave === true)
    if (holder !== undefined) return [{ kind: 'release', task: holder.task, from: holder.owner, automatic: true }]
  }
  return []
}

interface PossibleMove {
  readonly task: string
  readonly from: string
  readonly lane: string
}

/** The controllers in slots that the demand needs, each with the first roomy lane that would take it. */
function* movable(
  demand: Demand,
  { index, running, roomy }: Search,
  takes: (lane: LightLane, queue: string) => boolean,
): Generator<PossibleMove> {
  if (roomy.length === 0) return
  for (const at of demand.pools) {
    const pool = index.pools[at]
    // A controller that is in a lane already frees no slot by changing lanes.
    if (pool === undefined || pool.lane !== undefined) continue
    for (const { owner, task } of pool.holders) {
      const holder = running.get(task)
      if (holder?.isResumable !== true) continue
      const lane = roomy.find((candidate) => takes(candidate, holder.queue))
      if (lane !== undefined) yield { task, from: owner, lane: lane.id }
    }
  }
}

function widenedLane({ task, lane }: Pick<PossibleMove, 'task' | 'lane'>): Cure {
  return { kind: 'light_lane', task, lane, automatic: false }
}

function agent({ queue, needs }: Demand): Cure {
  return { kind: 'agent', queue, automatic: false, command: agentCommand(queue, needs) }
}

/** The command that starts an agent which serves the queue and has the needed GPUs and labels. */
export function agentCommand(queue: string, { gpus = 0, labels = [] }: Resources): string {
  const numbers = Array.from({ length: gpus }, (_, number) => number)
  const asked = [...(gpus > 0 ? ['--gpus', numbers.join(',')] : []), ...(labels.length > 0 ? ['--label', ...labels.map(shellWord)] : [])]
  return ['clearway agent --queue', shellWord(queue), ...asked].join(' ')
}
