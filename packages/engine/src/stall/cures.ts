import { isForLightLane, laneServes } from './fits.ts'
import type { Fleet, LightLane, QueuedTask, Resources, RunningTask } from './fleet.ts'
import type { Demand, FleetIndex } from './fleet-index.ts'
import type { Ending } from './fixpoint.ts'

/** A way to end a stall; `automatic` ones the server applies itself. */
export type Cure =
  /** A lane that serves only its own queues could take the light task if it served any. */
  | { readonly kind: 'light_lane'; readonly task: string; readonly lane: string; readonly automatic: false; readonly command: string }
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
    const shared = known.get(demand) ?? [...automaticCures(demand, index, running, roomy), agent(demand)]
    known.set(demand, shared)
    return light === undefined ? shared : [light, ...shared]
  }
}

function lightLane(task: QueuedTask, roomy: readonly LightLane[]): Cure | undefined {
  const lane = roomy.find(({ serves }) => serves === 'own')
  if (lane === undefined || laneServes(lane, task.queue, true)) return undefined
  return { kind: 'light_lane', task: task.id, lane: lane.id, automatic: false, command: 'clearway agent --light any' }
}

/** The automatic cures. A pipeline's controller is moved if a light lane can take it; any other task of our agents releases its slot. */
function automaticCures(demand: Demand, index: FleetIndex, running: ReadonlyMap<string, RunningTask>, roomy: readonly LightLane[]): Cure[] {
  const moved = move(demand, index, running, roomy)
  return moved.length > 0 ? moved : release(demand, index, running)
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

function move(demand: Demand, index: FleetIndex, running: ReadonlyMap<string, RunningTask>, roomy: readonly LightLane[]): Cure[] {
  if (roomy.length === 0) return []
  for (const at of demand.pools) {
    const pool = index.pools[at]
    // A controller that is in a lane already frees no slot by changing lanes.
    if (pool === undefined || pool.lane !== undefined) continue
    for (const { owner, task } of pool.holders) {
      const holder = running.get(task)
      if (holder?.isResumable !== true) continue
      const lane = roomy.find((candidate) => laneServes(candidate, holder.queue, true))
      if (lane !== undefined) return [{ kind: 'move', task, from: owner, lane: lane.id, automatic: true }]
    }
  }
  return []
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

/** A word of a command, quoted if a shell would not take it as it is. */
export function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
