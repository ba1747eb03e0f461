import { type contract, modelStatuses, type RequestOf, type TaskStatus } from '@clearway/contract'
import { json } from '../db/sql/json.ts'
import { addTrigger, watchFor } from '../db/tables/triggers.ts'
import { ActionError } from '../errors.ts'
import { readPattern } from '../queries/pattern.ts'
import { checkStart } from '../schedules/check-start.ts'
import { triggerPlaceholders } from '../schedules/placeholders.ts'
import type { Actor } from '../scope.ts'
import { type Condition, watchedBy } from './condition.ts'

export type NewTrigger = RequestOf<(typeof contract)['triggers']['create']>

/** Creates a trigger. Answers its id. */
export async function createTrigger(tx: Actor, { name, entity, start, enabled = true, ...given }: NewTrigger): Promise<string> {
  const condition: Condition = { ...given, ...(given.tags === undefined ? {} : { tags: given.tags.map((tag) => tag.trim()) }) }
  checkCondition(entity, condition)
  await checkStart(tx, start, { placeholders: triggerPlaceholders, refuse: invalidTrigger })
  const id = await addTrigger(tx, {
    name: name.trim(),
    enabled: enabled ? 1 : 0,
    entity,
    condition: json(condition),
    start: json(start),
  })
  if (enabled) await watchFor(tx, { id, entity }, watchedBy(condition))
  return id
}

function checkCondition(entity: NewTrigger['entity'], { statuses = [], tags = [], types, name_pattern }: Condition): void {
  if (statuses.length + tags.length === 0) throw invalidTrigger('statuses', 'or `tags` must name something: what starts the trigger')
  if (name_pattern !== undefined) readPattern(name_pattern, { ignoreCase: false, path: 'name_pattern' })
  if (entity === 'task') return
  const other = statuses.find((status) => !(modelStatuses as readonly TaskStatus[]).includes(status))
  if (other !== undefined) throw invalidTrigger('statuses', `holds ‘${other}’, but a model has only ${modelStatuses.join(', ')}`)
  if (types !== undefined) throw invalidTrigger('types', 'is for tasks; leave it out for models')
}

function invalidTrigger(field: string, message: string): ActionError {
  return new ActionError('invalid_trigger', { field, reason: message, problems: [{ field, message }] })
}
