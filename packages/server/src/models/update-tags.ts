import { editModels } from '../db/tables/models.ts'
import { changeTags } from '../db/tables/tags.ts'
import type { Tx } from '../scope.ts'

/** Adds tags to models and removes others. Answers how many models there are; ids that name no model of the company are left out. */
export async function updateModelTags(
  tx: Tx,
  ids: readonly string[],
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<number> {
  const models = await editModels(tx, ids, {})
  await changeTags(tx, 'model', models, change)
  return models.length
}
