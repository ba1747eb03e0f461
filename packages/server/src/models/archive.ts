import { editModel, findOwnModel } from '../db/tables/models.ts'
import { setSystemTag } from '../db/tables/tags.ts'
import type { Tx } from '../scope.ts'

/** Sets or removes the tag `archived` of a model. */
export async function archiveModel(tx: Tx, id: string, archived: boolean): Promise<void> {
  await findOwnModel(tx, id)
  await setSystemTag(tx, 'model', id, { tag: 'archived', present: archived })
  await editModel(tx, id, {})
}
