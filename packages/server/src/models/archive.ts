import { editModel, lockOwnModels } from '../db/tables/models.ts'
import { setTag } from '../db/tables/tags.ts'
import type { Tx } from '../scope.ts'

/** Sets or removes the tag `archived` of models. Answers those of the ids that are models of the company. */
export async function archiveModels(tx: Tx, ids: readonly string[], archived: boolean): Promise<readonly string[]> {
  const found = await lockOwnModels(tx, ids)
  for (const id of found) {
    await setTag(tx, 'model', id, 'system_tags', 'archived', archived)
    await editModel(tx, id, {})
  }
  return found
}
