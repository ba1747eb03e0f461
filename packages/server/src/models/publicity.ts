import { publishRows } from '../db/tables/public-rows.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

/** Makes models public, or private again. Refuses ids of models that are not the company's, before it changes any. Source: ClearML server 2.3.0. */
export async function setModelsPublic(tx: Tx, ids: readonly string[], open: boolean): Promise<number> {
  const changed = new Set(await publishRows(tx, 'model', ids, { open }))
  const missing = ids.find((id) => !changed.has(id))
  if (missing !== undefined) throw new ActionError('model_not_found', { model: missing })
  return changed.size
}
