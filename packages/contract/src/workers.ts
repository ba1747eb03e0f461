import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { lanes, lightModes } from './lane.ts'
import { workerLoad } from './load.ts'
import { TaskAttempt } from './tasks/attempts.ts'
import { Resources } from './tasks/task.ts'
import { workerClaims } from './worker-claims.ts'
import { Empty, Id, Ids, Names, oneOf, opt, text, Time } from './fields.ts'

/** How many processors or GPUs a task uses. */
const Used = t.Number({ minimum: 0, maximum: 1_000_000 })
const Named = t.Object({ id: t.String(), name: opt(t.String()) })
const RunningTask = t.Object({
  id: t.String(),
  name: opt(t.String()),
  type: opt(t.String()),
  running_time: opt(t.Integer({ description: 'ms' })),
  last_iteration: opt(t.Integer()),
})
export const Worker = t.Object({
  id: t.String(),
  agent: opt(text('the agent’s id, which its slots and its light lane have in common')),
  alive: opt(t.Boolean({ description: 'whether it counts as alive: it was seen within the server’s setting `workerSeconds`' })),
  drained: opt(t.Boolean({ description: 'its agent takes no tasks until it is resumed' })),
  key: opt(text('identifies the worker among those of all users')),
  user: opt(Named),
  company: opt(Named),
  ip: opt(t.String()),
  task: opt(RunningTask),
  tasks: opt(t.Array(RunningTask, { description: 'all that it runs, in the order of their start: a light lane runs many' })),
  project: opt(Named),
  queue: opt(t.Unknown()),
  queues: opt(t.Array(t.Unknown())),
  tags: opt(Names),
  system_tags: opt(Names),
  register_time: opt(Time),
  register_timeout: opt(t.Integer({ description: 'seconds after its last report for which it is listed' })),
  last_activity_time: opt(Time),
  last_report_time: opt(Time),
  lane: opt(oneOf(lanes)),
  light: opt(oneOf(lightModes, 'whose controllers a light lane takes: those of any queue, or of its own queues')),
  resources: opt(
    t.Object({
      ...Resources.properties,
      gpuPlaces: opt(t.Array(t.Integer(), { description: 'which of the GPUs of its machine’s figures are those of the slot' })),
    }),
  ),
  version: opt(text('the version of its agent')),
})
export type Worker = Static<typeof Worker>
export type SlotResources = NonNullable<Worker['resources']>

const WorkerAttempt = t.Object({
  ...TaskAttempt.properties,
  name: text('the name of the task'),
  is_run: opt(t.Boolean({ description: 'the task is the controller of a run' })),
  run: opt(t.Object({ id: Id, name: t.String() }, { description: 'the run of which the task is a step' })),
})
export type WorkerAttempt = Static<typeof WorkerAttempt>

const worker = text('the worker’s id')
const draining = {
  access: 'user',
  attempt: 'never',
  repeat: 'safe',
  request: t.Object({ worker: text('the agent’s id, or that of one of its workers') }),
  errors: ['worker_not_found', 'worker_not_own', 'worker_not_drainable'],
} as const

export const workers = {
  register: action({
    summary: 'Register a worker.',
    access: 'worker',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({
      worker,
      timeout: opt(
        t.Integer({ minimum: 1, maximum: 31_536_000, description: 'seconds after its last report for which it is listed; 600 by default' }),
      ),
      queues: opt(Ids),
      tags: opt(Names),
      system_tags: opt(Names),
      resources: opt(
        t.Object(
          { cpu_usage: opt(Used), gpu_usage: opt(Used) },
          { description: 'processors and GPUs that a task of these queues uses, for organization.get_project_usages' },
        ),
      ),
    }),
    response: Empty,
    errors: ['queue_not_found'],
  }),
  unregister: action({
    summary: 'Delete a worker. Deleting an unknown worker is no error.',
    access: 'worker',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ worker, queues: opt(Ids) }),
    response: Empty,
    errors: [],
  }),
  status_report: action({
    summary: 'Report that a worker lives, what it runs, and the load of its machine.',
    access: 'worker',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({
      worker,
      timestamp: opt(t.Number({ description: 'of the worker’s clock; the server stores reports under the time of its own' })),
      task: opt(t.String()),
      queue: opt(t.String()),
      queues: opt(Ids),
      tags: opt(Names),
      system_tags: opt(Names),
      machine_stats: opt(
        t.Record(t.String(), t.Unknown(), { description: 'the figures of workers.report_machine; what is none is left out' }),
      ),
    }),
    response: Empty,
    errors: [],
  }),
  get_all: action({
    summary: 'The workers that reported lately.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      last_seen: opt(t.Number({ description: 'seconds; 3600 by default, 0 for all' })),
      worker_pattern: opt(t.String()),
      tags: opt(Names),
      system_tags: opt(Names),
    }),
    response: t.Object({ workers: t.Array(Worker) }),
    errors: ['invalid_pattern'],
  }),
  get_attempts: action({
    summary: 'The latest attempts of an agent: which tasks it ran, when, and how each ended.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      worker: text('the agent’s id'),
      limit: opt(t.Integer({ minimum: 1, maximum: 500, description: 'how many; 50 by default' })),
    }),
    response: t.Object({ attempts: t.Array(WorkerAttempt, { description: 'the latest first' }) }),
    errors: [],
  }),
  drain: action({
    ...draining,
    summary: 'Drain an agent: it is given no further tasks until it is resumed, also after it was started again; what it runs goes on.',
    response: t.Object({ updated: t.Integer({ description: '0: it was drained already' }) }),
  }),
  resume: action({
    ...draining,
    summary: 'Let a drained agent take tasks again.',
    response: t.Object({ updated: t.Integer({ description: '0: it was not drained' }) }),
  }),
  ...workerClaims,
  ...workerLoad,
} as const
