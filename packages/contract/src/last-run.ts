import { Type as t } from 'typebox'
import { Id, oneOf, opt, Time } from './fields.ts'
import { taskStatuses } from './tasks/status.ts'

/** The fields of a run in a list of the latest runs. */
export const lastRun = {
  id: Id,
  name: t.String(),
  status: oneOf(taskStatuses),
  status_changed: Time,
  begun: opt(t.String({ description: 'ISO 8601; as in runs.view' })),
  started: opt(Time),
  completed: opt(Time),
}
