import { editModel, lockOwnModels } from '../db/tables/models.ts'
import { setSystemTag } from '../db/tables/tags.ts'
import type { Tx } from '../scope.ts'

/** Sets or removes the tag `archived` of models. Answers those of the ids that are models of the company. */
export async function archiveModels(tx: Tx, ids: readonly string[], archived: boolean): Promise<readonly string[]> {
  const found = await lockOwnModels(tx, ids)
  for (const id of found) {
    await setSystemTag(tx, 'model', id, { tag: 'archived', present: archived })
    await editModel(tx, id, {})
  }
  return found
}
