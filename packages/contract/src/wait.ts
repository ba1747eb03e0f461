import { type Static, Type as t } from 'typebox'
import { curesOnRequest } from './cures.ts'
import { Id, oneOf, opt, text } from './fields.ts'
import { taskStatuses } from './tasks/status.ts'

/** The reasons why a queued task waits. A task has exactly one: the first that applies. */
export const waitReasons = ['parents', 'paused', 'delayed', 'limited', 'unserved', 'unfit', 'busy', 'stalled'] as const
export type WaitReason = (typeof waitReasons)[number]

const Named = t.Object({ id: t.String(), name: t.String() })

/** One link of a stall: the task waits in the queue, the queue is served by the worker, the worker is held by the next task. */
const StallLink = t.Object({ kind: oneOf(['task', 'queue', 'worker']), id: t.String(), name: t.String() })

/** What helps; the best cure comes first. */
const Cure = t.Object({
  kind: oneOf(
    [...curesOnRequest, 'agent'],
    'light_lane: let a light lane serve any queue; move: hand the controller to a light lane; release: let the task that waits go on without its slot; resume: resume the queue; resume_run: resume the run; resume_worker: resume the drained agent; agent: start an agent',
  ),
  automatic: t.Boolean({ description: 'the server does it by itself, in a few seconds' }),
  due_in: opt(t.Number({ description: 'automatic: in about how many seconds; absent where another server of the cluster does it' })),
  on_request: t.Boolean({ description: 'the server does it when it is asked: `tasks.cure`' }),
  text: t.String({ description: 'for people' }),
  command: opt(text('the command that does it, for cures that are not automatic')),
  task: opt(Named),
  worker: opt(text('the worker from which a controller is moved, or whose slot is released; the drained agent')),
  lane: opt(text('the light lane’s worker id')),
  queue: opt(Named),
})
export type Cure = Static<typeof Cure>

const wait = {
  reason: oneOf(waitReasons),
  text: t.String({ description: 'a sentence for people' }),
  held_by: t.Array(Named, { description: 'some of the tasks that hold the workers which can run it' }),
  lacks: t.Array(t.String(), { description: 'what the worker that comes nearest is short of: gpus, gpuMemory, cpus, memory, `label X`' }),
  no_known_end: t.Boolean({ description: 'busy: the tasks that hold the slots may never end by themselves' }),
  cures: t.Array(Cure),
  expected_start: opt(
    t.String({
      description:
        'busy: ISO 8601; when it is expected to get a slot, from how long earlier tasks of the same names took. Absent without that history',
    }),
  ),
}
export const TaskWait = t.Object({
  ...wait,
  cycle: t.Array(StallLink, { description: 'stalled: ends with the task it began with; the task is on it or stuck behind it' }),
})
export type TaskWait = Static<typeof TaskWait>
/** A task in a list of many waiting tasks, where `stalls` describes each cycle once. */
const ListedWait = t.Object({
  ...wait,
  stall: opt(t.Integer({ description: 'stalled: its cycle, as an index into `stalls`' })),
})

export const Stall = t.Object({
  cycle: t.Array(StallLink),
  text: t.String({ description: 'a sentence for people' }),
  tasks: t.Integer({ description: 'how many queued tasks are on it or stuck behind it' }),
})

/** A live task for which a running task waits. */
export const Awaited = t.Object({ id: Id, name: t.String(), status: oneOf(taskStatuses), wait: opt(TaskWait) })

export const WaitingTask = t.Object({ id: Id, name: t.String(), queue: Named, wait: ListedWait })
export type WaitingTask = Static<typeof WaitingTask>
