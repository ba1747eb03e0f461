import { type Static, Type as t } from 'typebox'
import { Id, Ids, Name, Names, opt, text, Time } from './fields.ts'

/** Why it may not be startable. */
export const startErrors = [
  'task_not_found',
  'pipeline_not_found',
  'ambiguous_pipeline',
  'invalid_pipeline',
  'queue_not_found',
  'no_default_queue',
] as const

/** What a schedule or a trigger starts: a clone of a task, or a new run of a pipeline. Exactly one of `task` and `pipeline` is given. */
export const Start = t.Object({
  task: opt(t.String({ description: 'the id of the task that is cloned' })),
  pipeline: opt(t.String({ maxLength: 1000, description: 'the name of a pipeline; its newest run is the model of the new one' })),
  project: opt(t.String({ maxLength: 1000, description: 'the path of the project in or below which the pipeline lies; default: any' })),
  queue: opt(text('the name or the id of a queue; default: that of what is cloned; of a new run as for runs.start')),
  parameters: opt(
    t.Record(t.String(), t.Union([t.String(), t.Number(), t.Boolean()]), {
      description:
        'values by name, for example `Args/lr`; a name without a section is one of `General`; for a pipeline it is one of its parameters, which must exist, as with the section `Args`. A schedule puts its due time for `${schedule.due}`; a trigger puts `${trigger.id}`, `${trigger.name}`, `${trigger.project}`, `${trigger.event}` and `${trigger.url}`.',
    }),
  ),
  name: opt(
    t.String({
      minLength: 3,
      maxLength: 1000,
      description: 'the name of what is started; default: that of what is cloned; a new run has the next number',
    }),
  ),
  tags: opt(Names),
})
export type Start = Static<typeof Start>

/** A task that a schedule or a trigger has started. Its status is missing once it is deleted. */
export const StartedTask = t.Object({ id: Id, name: opt(Name), status: opt(t.String()) })

/** The task that is cloned, if one is named. Its name is missing once it is deleted. */
const Original = t.Object({ id: Id, name: opt(Name) })

/** What every schedule and every trigger has. */
export const starting = {
  start: Start,
  original: opt(Original),
  user: t.String({ description: 'in whose name the tasks are started' }),
  created: Time,
  last_update: Time,
}

/** Which schedules or triggers a list holds, and how much of each. */
export const listed = {
  id: opt(Ids),
  name: opt(Name),
  fires: opt(t.Integer({ minimum: 0, maximum: 100, description: 'how many fires of each; default: 1' })),
  page: opt(t.Integer({ minimum: 0, description: 'from 0' })),
  page_size: opt(t.Integer({ minimum: 1, maximum: 500, description: 'default: 500' })),
}

export const GivenName = t.String({ minLength: 1, maxLength: 1000 })
