import type { contract, RequestOf } from '@clearway/contract'
import { parse } from '../db/sql/json.ts'
import { editTrigger, findTrigger, watchFor } from '../db/tables/triggers.ts'
import type { Actor } from '../scope.ts'
import { type Condition, watchedBy } from './condition.ts'

export type TriggerChange = Omit<RequestOf<(typeof contract)['triggers']['update']>, 'trigger'>

/** Renames, pauses or resumes a trigger. */
export async function updateTrigger(tx: Actor, id: string, { name, enabled }: TriggerChange): Promise<void> {
  const row = await findTrigger(tx, id, 'change')
  await editTrigger(tx, id, {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(enabled === undefined ? {} : { enabled: enabled ? 1 : 0 }),
  })
  if (enabled !== undefined) await watchFor(tx, row, enabled ? watchedBy(parse<Condition>(row.condition)) : [])
}
