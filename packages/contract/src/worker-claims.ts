import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Empty, flag, Id, Names, oneOf, opt, text } from './fields.ts'
import { lanes, lightModes } from './lane.ts'
import { Artifact, Container, Script } from './tasks/task.ts'

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
  slots: t.Array(
    t.Object({
      slot: t.Integer(),
      gpus: opt(t.Integer()),
      gpuMemory: opt(t.Integer()),
      gpuPlaces: opt(
        t.Array(t.Integer({ minimum: 0 }), { maxItems: 1000, description: 'which of the GPUs of workers.report_machine they are' }),
      ),
    }),
    {
      description: 'the free ones',
    },
  ),
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

/** How an agent claims tasks, keeps its leases and reports how attempts ended. */
export const workerClaims = {
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
      version: opt(t.String({ maxLength: 100, description: 'of the agent’s program' })),
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
      renew: opt(
        t.Boolean({ default: true, description: 'false for a call that waits for orders only: it renews no lease, and writes nothing' }),
      ),
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
} as const
