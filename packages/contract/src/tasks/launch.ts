import { type Static, Type as t } from 'typebox'
import { own } from '../access.ts'
import { action } from '../action.ts'
import { Id, oneOf, opt } from '../fields.ts'
import { taskParts } from './edit.ts'
import { taskStatuses, taskTypes } from './status.ts'

/** A request to start a step: clone or create a task, override parts of it, enqueue it. Requests with the same key start it once. */
export const Launch = t.Object({
  key: t.Object({ run: Id, step: t.String({ minLength: 1, maxLength: 1000 }), attempt: t.Integer({ minimum: 1 }) }),
  base_task: opt(t.String({ description: 'the task to clone; without it a task is created from the parts' })),
  again: opt(t.String({ description: 'a task to queue again, as its next attempt, instead of creating one' })),
  name: opt(t.String({ minLength: 3, maxLength: 1000 })),
  type: opt(oneOf(taskTypes)),
  ...taskParts,
  parameters: opt(t.Record(t.String(), t.String(), { description: 'overrides, by Section/name' })),
  configurations: opt(t.Record(t.String(), t.String())),
  queue: opt(t.String({ description: 'id or name' })),
  delay_seconds: opt(
    t.Number({
      minimum: 0,
      maximum: 2_592_000,
      description: 'how long after the request an agent may take the step, at the earliest; default: 0',
    }),
  ),
})
export type Launch = Static<typeof Launch>

export const Launched = t.Object({
  task: Id,
  status: oneOf(taskStatuses),
  launched: t.Boolean({ description: 'false: a request with the same key had started it before' }),
})
export type Launched = Static<typeof Launched>

export const launchErrors = [
  'task_not_found',
  'project_not_found',
  'queue_not_found',
  'no_default_queue',
  'invalid_transition',
  'attempt_ended',
  'status_changed',
  'task_has_no_script',
  'invalid_pipeline',
] as const

/** The call by which Clearway's controllers start a step, in one transaction. */
export const launch = {
  launch: action({
    summary: 'Start a step of a run. Requests with the same key start it once.',
    access: 'user',
    attempt: [own('task', 'key.run'), own('task', 'again')],
    repeat: 'safe',
    faultPoint: true,
    body: 'content',
    request: Launch,
    response: Launched,
    errors: launchErrors,
  }),
} as const
