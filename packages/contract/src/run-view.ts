import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Id, oneOf, opt, text, Time } from './fields.ts'
import { stepStatuses, taskStatuses } from './tasks/status.ts'

const Moment = t.Integer({ description: 'ms since the epoch' })

/** An earlier execution of a step: one that failed and was retried, or one whose worker was lost. */
const StepTry = t.Object({
  task: Id,
  outcome: text('failed, aborted, lost, …'),
  reason: t.String(),
  worker: opt(t.String()),
  queued_at: opt(Moment),
  claimed_at: opt(Moment),
  started_at: opt(Moment),
  ended_at: opt(Moment),
})
export type StepTry = Static<typeof StepTry>

/** The task that held the slot for which a step waited, until the step got it. */
const SlotHolder = t.Object({
  task: Id,
  name: t.String(),
  claimed_at: t.Integer({ description: 'ms since the epoch; from when on it had the slot' }),
  ended_at: opt(Moment),
  run: opt(t.Object({ id: Id, name: t.String() })),
})

/** One step of a run. A field is absent as long as nothing is known of it. */
const StepView = t.Object({
  name: t.String(),
  status: oneOf(stepStatuses),
  parents: t.Array(t.String()),
  references: opt(
    t.Record(t.String(), t.Array(t.String()), {
      description:
        'what it takes from its parents: by the parent’s name, the names of the artifacts, parameters and so on to which it refers. A parent that it only comes after is absent',
    }),
  ),
  stage: opt(t.String()),
  function: opt(text('the function of the pipeline’s program that it calls')),
  group: opt(text('the mapped step that became this one among others')),
  members: opt(
    t.Integer({ description: 'how many steps a mapped step became, each of which names it as its `group`; it has no task itself' }),
  ),
  task: opt(Id),
  attempt: opt(t.Integer({ description: 'how many times the step was started' })),
  queue: opt(text('the name of the queue in which the step waits, or from which it was taken')),
  worker: opt(t.String()),
  queued_at: opt(Moment),
  claimed_at: opt(t.Integer({ description: 'ms since the epoch; when an agent took it from its queue, and began to set it up' })),
  started_at: opt(Moment),
  ended_at: opt(Moment),
  waited_for: opt(SlotHolder),
  reason: opt(text('why it failed, was skipped or was stopped; at most 2,000 characters')),
  cache_miss: opt(text('why no finished task was used instead, of a step with a cache')),
  tries: opt(t.Array(StepTry, { description: 'its last ten earlier executions, in their order' })),
})
export type StepView = Static<typeof StepView>

const RunHead = t.Object({
  id: Id,
  name: t.String(),
  status: oneOf(taskStatuses),
  status_reason: t.String(),
  status_message: t.String(),
  status_changed: Time,
  project: opt(t.Object({ id: Id, name: opt(t.String()) })),
  created: Time,
  user: opt(t.Object({ id: Id, name: opt(t.String()) }, { description: 'who made the run’s task: as a rule, who started it' })),
  version: opt(text('the version of the pipeline')),
  code: opt(
    t.Object(
      { repository: t.String(), branch: opt(t.String()), tag: opt(t.String()), commit: opt(t.String()) },
      { description: 'the repository of the controller’s code, if it is of one' },
    ),
  ),
  begun: opt(t.String({ description: 'ISO 8601; when its controller first began to run' })),
  started: opt(t.String({ description: 'ISO 8601; when its controller last began to run' })),
  completed: opt(Time),
  expected_end: opt(
    t.String({
      description:
        'ISO 8601; while it runs: when it is expected to end, from how long its last runs took. Absent if there are none, or if it takes longer than each of them',
    }),
  ),
  paused: opt(t.Object({ reason: opt(t.String()), at: opt(Moment) }, { description: 'it starts no further steps until it is resumed' })),
  takes_code: t.Boolean({
    description:
      'whether `runs.retry` takes other base tasks for its steps: not in a run of ClearML’s own controllers, whose program makes their tasks',
  }),
})
export type RunHead = Static<typeof RunHead>

export const view = action({
  summary: 'A run and its steps: all of them, or those that changed since `after`; as many as one answer takes.',
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  request: t.Object({
    run: Id,
    after: opt(text('`after` of an earlier answer')),
    limit: opt(t.Integer({ minimum: 1, maximum: 2000, description: 'how many steps at most; 1000 by default' })),
  }),
  response: t.Object({
    run: RunHead,
    total: t.Integer({ description: 'how many steps it has, with mapped steps and those that they became' }),
    steps: t.Array(StepView, { description: 'in the order in which they were defined' }),
    fresh: t.Boolean({ description: 'the answer begins with the first step: discard the steps of earlier answers' }),
    more: t.Boolean({ description: 'there are more steps: call again at once with `after`' }),
    after: text('for the next call'),
  }),
  errors: ['task_not_found', 'not_a_run'],
})
