import { type Static, Type as t } from 'typebox'
import { action } from '../action.ts'
import { Id, oneOf, opt, text } from '../fields.ts'
import { taskStatuses } from './status.ts'

const Moment = t.Integer({ description: 'ms since the epoch' })

/** How an attempt ended. `moved`: the server moved its task to a light lane. `aborted`: a client aborted the task while a published agent ran it. */
export const attemptOutcomes = [...taskStatuses, 'lost', 'handed_back', 'expired', 'moved', 'aborted'] as const
export type AttemptOutcome = (typeof attemptOutcomes)[number]

export const TaskAttempt = t.Object({
  task: Id,
  number: t.Integer({ description: 'from 1, how many times the task was claimed; 0: it ran outside of any agent' }),
  state: oneOf(['claimed', 'running', 'ended'] as const),
  queue: opt(text('the name of the queue from which it was taken')),
  queued: opt(Moment),
  claimed: opt(Moment),
  started: opt(Moment),
  ended: opt(Moment),
  worker: opt(t.String()),
  lane: opt(oneOf(['step', 'light'] as const)),
  outcome: opt(text('completed, failed, stopped, lost, handed_back, expired, moved, aborted')),
  exit_code: opt(t.Integer()),
  reason: opt(t.String()),
})
export type TaskAttempt = Static<typeof TaskAttempt>

export const attempts = {
  get_attempts: action({
    summary: 'The attempts at tasks: when each was queued, claimed, started and ended, where, and how it ended.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ tasks: t.Array(Id, { minItems: 1, maxItems: 100 }) }),
    response: t.Object({
      attempts: t.Array(TaskAttempt, { description: 'of the first task, then of the second; of each in their order' }),
    }),
    errors: ['task_not_found'],
  }),
} as const
