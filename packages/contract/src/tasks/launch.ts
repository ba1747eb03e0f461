import { type Static, Type as t } from 'typebox'
import { own } from '../access.ts'
import { action } from '../action.ts'
import { Id, oneOf, opt } from '../fields.ts'
import { taskParts } from './edit.ts'
import { taskStatuses, taskTypes } from './status.ts'

/** A step to start: clone or make, override, enqueue. Its key makes it happen once. */
export const Launch = t.Object({
  key: t.Object({ run: Id, step: t.String({ minLength: 1, maxLength: 1000 }), attempt: t.Integer({ minimum: 1 }) }),
  base_task: opt(t.String({ description: 'clone this one; without it a task is made from the parts' })),
  again: opt(t.String({ description: 'queue this task again, as its next attempt, instead of making one' })),
  name: opt(t.String({ minLength: 3, maxLength: 1000 })),
  type: opt(oneOf(taskTypes)),
  ...taskParts,
  parameters: opt(t.Record(t.String(), t.String(), { description: 'overrides, by Section/name' })),
  configurations: opt(t.Record(t.String(), t.String())),
  queue: opt(t.String({ description: 'id or name' })),
})
export type Launch = Static<typeof Launch>

export const Launched = t.Object({
  task: Id,
  status: oneOf(taskStatuses),
  launched: t.Boolean({ description: 'false: the same key had been sent before' }),
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
] as const

/** Our controllers' one call to start a step, in one transaction. */
export const launch = {
  launch: action({
    summary: 'Start a step of a run. Its key makes it happen once, however often it is sent.',
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
