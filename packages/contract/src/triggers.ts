import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, Id, Name, oneOf, opt, text, Time } from './fields.ts'
import { GivenName, listed, Start, startErrors, StartedTask, starting } from './start.ts'
import { taskStatuses, taskTypes } from './tasks/status.ts'

const triggerEntities = ['task', 'model'] as const
export type TriggerEntity = (typeof triggerEntities)[number]
/** The statuses that a model can get. */
export const modelStatuses = ['created', 'published'] as const
const triggerOutcomes = ['started', 'skipped', 'failed'] as const
export type TriggerOutcome = (typeof triggerOutcomes)[number]

const condition = {
  statuses: opt(
    t.Array(oneOf(taskStatuses), {
      maxItems: taskStatuses.length,
      description: 'it starts something when a task gets one of these statuses; of a model: created, published',
    }),
  ),
  tags: opt(t.Array(Name, { maxItems: 100, description: 'it starts something when one of these tags is added' })),
  project: opt(t.String({ maxLength: 1000, description: 'only for tasks or models in this project or below it: its path' })),
  name_pattern: opt(t.String({ maxLength: 1000, description: 'only if the name matches this regular expression, unanchored' })),
  types: opt(t.Array(oneOf(taskTypes), { description: 'only for tasks of these types' })),
  required_tags: opt(t.Array(Name, { maxItems: 100, description: 'only for tasks or models that have all of these tags' })),
}

export const TriggerFire = t.Object({
  fired: Time,
  event: t.String({ description: '`status completed`, `tag TAG`' }),
  source: t.Object({ id: Id, name: opt(t.String()) }, { description: 'the task or model that triggered it' }),
  outcome: oneOf(triggerOutcomes),
  task: opt(StartedTask),
  reason: opt(t.String()),
})
export type TriggerFire = Static<typeof TriggerFire>

export const Trigger = t.Object({
  id: Id,
  name: t.String(),
  enabled: t.Boolean(),
  entity: oneOf(triggerEntities),
  ...condition,
  ...starting,
  fires: t.Array(TriggerFire, { description: 'the last ones, the latest first' }),
})
export type Trigger = Static<typeof Trigger>

const trigger = text('the trigger’s id')

/** What the server starts when a task or a model gets a status or a tag. */
export const triggers = {
  create: action({
    summary: 'Create a trigger. It needs at least one of `statuses` and `tags`; the other conditions must hold as well.',
    access: 'user',
    attempt: 'never',
    repeat: 'recorded',
    faultPoint: true,
    body: 'content',
    request: t.Object({
      name: GivenName,
      entity: oneOf(triggerEntities),
      ...condition,
      start: Start,
      enabled: flag('Default: true.'),
    }),
    response: t.Object({ id: Id }),
    errors: ['invalid_trigger', 'invalid_pattern', 'name_taken', ...startErrors],
  }),
  get_all: action({
    summary: 'Triggers in the order of their names, with their last fires.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object(listed),
    response: t.Object({ triggers: t.Array(Trigger), total: t.Integer() }),
    errors: [],
  }),
  update: action({
    summary: 'Pause a trigger (`enabled` false), resume it, or rename it. What happens during a pause starts nothing, also later.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ trigger, enabled: opt(t.Boolean()), name: opt(GivenName) }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['trigger_not_found', 'name_taken'],
  }),
  delete: action({
    summary: 'Delete a trigger with the record of its fires. The tasks that it started stay.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ trigger }),
    response: t.Object({ deleted: t.Integer() }),
    errors: ['trigger_not_found'],
  }),
} as const
