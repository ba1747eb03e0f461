import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { workerLoad } from './load.ts'
import { Artifact, Container, Script } from './tasks/task.ts'
import { Empty, flag, Id, Ids, Names, oneOf, opt, text, Time } from './fields.ts'

export const lanes = ['step', 'light'] as const
export type Lane = (typeof lanes)[number]
export const lightModes = ['any', 'own', 'off'] as const
export type LightMode = (typeof lightModes)[number]

/** How many processors or GPUs a task uses. */
const Used = t.Number({ minimum: 0, maximum: 1_000_000 })
const Named = t.Object({ id: t.String(), name: opt(t.String()) })
const RunningTask = t.Object({
  id: t.String(),
  name: opt(t.String()),
  running_time: opt(t.Integer({ description: 'ms' })),
  last_iteration: opt(t.Integer()),
})
export const Worker = t.Object({
  id: t.String(),
  agent: opt(text('the agent’s id, which its slots and its light lane have in common')),
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
})
export type Worker = Static<typeof Worker>

/** A claimed task: the time-limited right to run it, and the key pair that its processes log in with. */
export const Lease = t.Object({
  attempt: Id,
  number: t.Integer({ description: 'from 1, how many times the task was claimed' }),
  task: Id,
  name: t.String(),
  queue: Id,
  lane: oneOf(lanes),
  slot: t.Union([t.Integer(), t.Null()], { description: 'null in the light lane' }),
  access_key: t.String(),
  secret_key: t.String(),
})
export type Lease = Static<typeof Lease>
/** The parts of a task that an agent needs to run it. They come with the lease, so that the agent can start the task without another call. */
export const Code = t.Object({ script: Script, artifacts: t.Array(Artifact), container: Container })
export type Code = Static<typeof Code>
const Stop = t.Object({ attempt: Id, reason: t.String() })
const worker = text('the worker’s id')
/** The figures of a lease (`lease.ts`). */
const leaseTerms = {
  lease_seconds: t.Number({ description: 'for how long after it received a renewal the server gives the task to no other worker' }),
  renew_seconds: t.Number({ description: 'how often to renew' }),
  run_seconds: t.Number({ description: 'for how long a step may run after the agent sent the last renewal that was answered' }),
}
const output = opt(
  t.Array(
    t.Object({
      timestamp: t.Number({ description: 'ms since the epoch' }),
      msg: t.String(),
      output_end: opt(t.Integer({ description: 'where the line ends in the output, in bytes: sent again, it is stored once' })),
    }),
    {
      description: 'the last lines of the attempt’s output: they are in the task’s log before its end can be seen',
    },
  ),
)

/** The slots that an agent offers. */
const offered = {
  queues: t.Array(Id, { description: 'the first comes first' }),
  slots: t.Array(t.Object({ slot: t.Integer(), gpus: opt(t.Integer()), gpuMemory: opt(t.Integer()) }), {
    description: 'the free ones',
  }),
  cpus: opt(t.Number()),
  memory: opt(t.Integer({ description: 'MB that a task may use' })),
  labels: opt(Names),
}
const home = text('identifies the agent’s work folder: differs between two agents at the same time, and stays the same over restarts')
const Granted = t.Object({ ...Lease.properties, code: Code })
const GrantedWithEnd = t.Object({
  ...Granted.properties,
  started: opt(t.Boolean({ description: 'the attempt has started: it needs no workers.start, and its lease counts from this call' })),
})

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
  claim: action({
    summary: 'Wait for work: answers as soon as there is a task for a free slot or the light lane.',
    access: 'worker',
    attempt: 'never',
    repeat: 'unsafe',
    waits: 'wait',
    faultPoint: true,
    request: t.Object({
      worker: text('the agent’s id; its slots are workers `<id>:<slot>`, its light lane `<id>:light`'),
      boot: text('changes with each start of the agent: attempts of an older start that are not in `running` are lost'),
      process: opt(
        t.Object(
          {
            home,
            host: t.String(),
            pid: t.Integer(),
          },
          { description: 'the agent’s process; while it lives, a second agent of the same name is refused' },
        ),
      ),
      ...offered,
      light: t.Object({ free: t.Boolean(), mode: oneOf(lightModes) }),
      running: t.Array(Id, { description: 'the attempts that the agent holds; each has its lease renewed' }),
      unanswered: opt(
        t.Boolean({
          description:
            'an earlier claim of this start got no answer: what it claimed for these slots, or for the light lane, is given back and claimed anew',
        }),
      ),
      wait: opt(t.Number({ minimum: 0, maximum: 30, default: 20, description: 'seconds' })),
    }),
    response: t.Object({
      leases: t.Array(Granted),
      drained: opt(t.Boolean({ description: 'the agent is drained: it is given no tasks until it is resumed' })),
      ...leaseTerms,
    }),
    errors: ['queue_not_found', 'agent_name_taken'],
  }),
  renew: action({
    summary: 'Renew the leases of attempts, and wait until one of the attempts must stop or may leave its slot.',
    access: 'worker',
    attempt: 'never',
    repeat: 'safe',
    waits: 'wait',
    request: t.Object({
      worker,
      boot: text('of this start of the agent'),
      running: t.Array(Id, { description: 'the attempts that the agent holds' }),
      stopping: opt(t.Array(Id, { description: 'those of them that the agent is stopping: the answer leaves them out' })),
      in_slots: opt(t.Array(Id, { description: 'those of them that hold a slot' })),
      wait: opt(t.Number({ minimum: 0, maximum: 30, default: 0, description: 'seconds' })),
    }),
    response: t.Object({
      stop: t.Array(Stop, { description: 'attempts whose processes have to be ended' }),
      released: t.Array(Id, {
        description: 'those of `in_slots` that go on without a slot, because each waits for a task that needs the slot',
      }),
      renewed: t.Array(Id, {
        description:
          'those of `running` that still hold their task: their leases begin again when the server receives the call. An attempt whose lease had run out is among them if no other worker has its task',
      }),
      ...leaseTerms,
    }),
    errors: [],
  }),
  start: action({
    summary: 'Confirm a claim. The task is then in progress.',
    access: 'worker',
    attempt: 'never',
    repeat: 'safe',
    faultPoint: true,
    request: t.Object({ worker, attempt: Id }),
    response: Empty,
    errors: ['attempt_not_found', 'lease_lost'],
  }),
  hand_back: action({
    summary: 'Return a claimed task before its own code ran. The task gets its former place in the queue.',
    access: 'worker',
    attempt: 'never',
    repeat: 'unsafe',
    faultPoint: true,
    body: 'content',
    request: t.Object({
      worker,
      attempt: Id,
      reason: t.String(),
      output,
      needs_slot: flag('The light lane could not set the task up: the next claim gives it a slot, once.'),
    }),
    response: Empty,
    errors: ['attempt_not_found', 'lease_lost'],
  }),
  end: action({
    summary: 'Report how an attempt ended. A second report of the same end changes nothing.',
    access: 'worker',
    attempt: 'never',
    repeat: 'safe',
    faultPoint: true,
    body: 'content',
    request: t.Object({
      worker,
      attempt: Id,
      outcome: oneOf(['completed', 'failed', 'stopped', 'lost'], 'lost: its processes are gone, and how they ended is unknown'),
      exit_code: opt(t.Integer()),
      reason: t.String(),
      output,
      claim: opt(
        t.Object(
          {
            boot: text('of this start of the agent'),
            home: opt(home),
            start: opt(t.Boolean({ description: 'also starts what it claims, as workers.start does' })),
            ...offered,
          },
          {
            description:
              'claims tasks for these slots, as workers.claim does, in the transaction of the end: such as the next step of a run',
          },
        ),
      ),
    }),
    response: t.Object({
      status: t.String({ description: 'the task’s status after it' }),
      leases: opt(
        t.Array(GrantedWithEnd, {
          description: 'what `claim` got. A second report gives back what the first one got for these slots, and claims again',
        }),
      ),
    }),
    errors: ['attempt_not_found', 'lease_lost'],
  }),
  ...workerLoad,
} as const
