import type { Resources } from '@clearway/contract'
import type { Fleet, FleetSlot, FleetWorker, LightLane, QueuedTask, RunningTask } from '@clearway/engine'
import { holdsSlot } from '../db/tables/attempt-slots.ts'
import { parseList, parseObject } from '../db/sql/unreadable.ts'
import { aliveSince } from '../db/tables/alive-since.ts'
import { type FleetRows, type FleetScope, type Queued, readFleetRows } from '../db/tables/fleet.ts'

/** How many times in a row a controller is moved. More moves would not help: something else is wrong. */
const mostMoves = 3

/** The fleet at one moment: workers, what runs on them, what is queued. Queues are identified by name, as commands take them. */
export interface FleetView {
  readonly fleet: Fleet
  readonly rows: FleetRows
  /** Task names by id. */
  readonly names: ReadonlyMap<string, string>
  /** Queue ids by name. */
  readonly queueIds: ReadonlyMap<string, string>
}

export async function readFleet(scope: FleetScope, queued: Queued): Promise<FleetView> {
  return viewOf(await readFleetRows(scope, queued), scope)
}

function viewOf(rows: FleetRows, scope: Pick<FleetScope, 'now' | 'tick' | 'settings'>): FleetView {
  const { entries, attempts, workers } = rows
  const shown = workers.flatMap(({ task, taskName, taskParent }) => (task === null ? [] : [{ task, name: taskName, parent: taskParent }]))
  const parents = entries.flatMap(({ parent, parentName }) => (parent === null ? [] : [{ task: parent, name: parentName }]))
  const tasks = [...shown, ...attempts, ...entries]
  const queues = queuesByWorker(rows)
  const lanes = lanesOf(rows, queues, { after: aliveSince(scope), until: scope.tick() })
  const slots = slotsOf(rows, queues)
  return {
    rows,
    fleet: {
      workers: slots,
      lanes,
      queued: entries.map((entry) =>
        queuedTask(entry, rows, { own: [...slots.filter(({ kind }) => kind === 'own'), ...lanes], at: scope.now() }),
      ),
      running: runningOf(rows, new Map(tasks.map(({ task, parent }) => [task, parent]))),
    },
    names: new Map([...parents, ...tasks].flatMap(({ task, name }) => (name === null ? [] : [[task, name] as const]))),
    queueIds: new Map(
      [...attempts, ...entries].flatMap(({ queue, queueName }) => (queueName === null ? [] : [[queueName, queue] as const])),
    ),
  }
}

type Entry = FleetRows['entries'][number]

function queuedTask(
  { task, queueName, not_before, moved, paused, light, lane, gpus, gpu_memory, cpus, memory, labels }: Entry,
  { pausedQueues }: FleetRows,
  { own, at }: { readonly own: readonly Pick<FleetWorker, 'queues'>[]; readonly at: number },
): QueuedTask {
  const asked = parseList<string>(labels) ?? []
  const isQueuePaused = pausedQueues.some(
    ({ name, for: whom }) => name === queueName && (whom === 'all' || !own.some(({ queues }) => queues.includes(queueName))),
  )
  return {
    id: task,
    queue: queueName,
    needs: {
      ...(gpus > 0 ? { gpus } : {}),
      ...(gpu_memory > 0 ? { gpuMemory: gpu_memory } : {}),
      ...(cpus > 0 ? { cpus } : {}),
      ...(memory > 0 ? { memory } : {}),
      ...(asked.length > 0 ? { labels: asked } : {}),
    },
    isLight: light === 1 && lane === 'any',
    isPaused: paused === 1 || isQueuePaused,
    ...(not_before !== null && not_before > at && moved === 0 ? { delayedUntil: not_before } : {}),
    parents: [],
    limitedBy: [],
  }
}

/** The names of the queues that a worker serves, in its order. The key is the worker's user and id. */
type ServedQueues = ReadonlyMap<string, readonly string[]>

function queuesByWorker({ served }: FleetRows): ServedQueues {
  const queues = new Map<string, string[]>()
  for (const { worker, user, name } of served) {
    const key = `${user}/${worker}`
    const known = queues.get(key)
    if (known === undefined) queues.set(key, [name])
    else known.push(name)
  }
  return queues
}

/**
 * The step slots of all workers. Each slot of our agents is a worker of its own; a published agent has one slot, in services mode always one free.
 */
function slotsOf({ workers, attempts, pausedQueues }: FleetRows, served: ServedQueues): FleetWorker[] {
  const manyAtOnce = new Set(workers.flatMap(({ id }) => (id.includes(serviceMark) ? [id.slice(0, id.indexOf(serviceMark))] : [])))
  const heldBy = new Map(attempts.map((attempt) => [attempt.worker, attempt.task]))
  const runsAt = new Map(attempts.map((attempt) => [attempt.task, attempt.worker]))
  return workers.flatMap(({ id, user, kind, lane, task, gpus, resources, isDrained }) => {
    if (lane !== 'step' || id.includes(serviceMark)) return []
    const queues = served.get(`${user}/${id}`) ?? []
    // Of a published agent only its own report is known. A task that already runs on another worker is about to leave this one.
    const reported = task !== null && (runsAt.get(task) ?? id) !== id ? undefined : (task ?? undefined)
    const running = manyAtOnce.has(id) ? undefined : kind === 'own' ? (heldBy.get(id) ?? reported) : reported
    const slot: FleetSlot = {
      resources: kind === 'own' ? { gpus, ...parseObject<Resources>(resources) } : {},
      ...(running === undefined ? {} : { running }),
    }
    const taken = isDrained
      ? []
      : kind === 'own'
        ? queues
        : queues.filter((queue) => !pausedQueues.some((paused) => paused.for === 'stock' && paused.name === queue))
    return [{ id, kind, alive: true, queues: taken, slots: [slot] }]
  })
}
/** Separates, in a worker's id, a published agent in services mode from the task that its child runs. */
const serviceMark = ':service:'

/** `lately`: the ticks between which a lane must have reported that it has room. */
function lanesOf(
  { workers, attempts }: FleetRows,
  served: ServedQueues,
  lately: { readonly after: number; readonly until: number },
): LightLane[] {
  return workers.flatMap(({ id, user, lane, light_mode, light_free, reported, isDrained }) =>
    lane !== 'light' || light_mode === null || light_mode === 'off'
      ? []
      : [
          {
            id,
            alive: true,
            serves: isDrained ? ('off' as const) : light_mode,
            takes: 'light',
            queues: served.get(`${user}/${id}`) ?? [],
            // After a start of the server all workers count as live again, but what they reported before it is out of date.
            hasRoom: light_free === 1 && reported > lately.after && reported <= lately.until,
            running: attempts.filter(({ worker }) => worker === id).map(({ task }) => task),
          },
        ],
  )
}

function runningOf({ workers, attempts, waits, serverRuns }: FleetRows, parents: ReadonlyMap<string, string | null>): RunningTask[] {
  const waitsFor = new Map<string, string[]>()
  for (const { waiter, awaited } of waits) {
    // A step that polls its own pipeline does not wait for the pipeline's end.
    if (isAncestor(awaited, waiter, parents)) continue
    const known = waitsFor.get(waiter)
    if (known === undefined) waitsFor.set(waiter, [awaited])
    else known.push(awaited)
  }
  const held = attempts.map((attempt) => ({
    id: attempt.task,
    queue: attempt.queueName ?? '',
    waitsFor: waitsFor.get(attempt.task) ?? [],
    isEndless: isEndless(attempt.type),
    isResumable: isMovable(attempt),
    mayLeave: attempt.kind === 'own' && attempt.status === 'in_progress' && attempt.stop_requested === 0 && holdsSlot(attempt),
  }))
  const known = new Set(held.map(({ id }) => id))
  const driven = serverRuns.filter((id) => !known.has(id))
  const besides = workers.flatMap(({ task, taskType, taskStatus }) =>
    task !== null && taskStatus === 'in_progress' && !known.has(task) ? [{ task, taskType }] : [],
  )
  return [
    ...held,
    ...driven.map((id) => ({ id, ...withoutWorker, waitsFor: waitsFor.get(id) ?? [] })),
    ...besides.map(({ task, taskType }) => ({
      id: task,
      ...withoutWorker,
      isEndless: isEndless(taskType),
    })),
  ]
}
/** A task that runs on no worker of ours: nothing can be moved to let others run. */
const withoutWorker = { queue: '', waitsFor: [], isEndless: false, isResumable: false, mayLeave: false } as const

function isAncestor(id: string, of: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>()
  for (let at = parents.get(of); at !== undefined && at !== null && !seen.has(at); at = parents.get(at)) {
    if (at === id) return true
    seen.add(at)
  }
  return false
}

function isEndless(type: string | null): boolean {
  return type === 'service' || type === 'monitor'
}

/**
 * Whether a running task can be moved to a light lane: a pipeline's controller in a slot, without GPUs, with a queue to return to, and not being
 * stopped.
 */
function isMovable({ isPipeline, askedGpus, moves, resources, ...attempt }: FleetRows['attempts'][number]): boolean {
  const { lane, state, status, stop_requested, queueName } = attempt
  if (isPipeline !== 1 || lane !== 'step' || queueName === null) return false
  if (state !== 'running' || status !== 'in_progress' || stop_requested === 1) return false
  const gpus = parseObject<Resources>(resources)?.gpus ?? askedGpus ?? 0
  return gpus < 1 && (moves ?? 0) < mostMoves
}
