import type { Implementation, models } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { readModelDocuments } from '../../db/documents/model-document.ts'
import { json } from '../../db/json.ts'
import { lockedFor } from '../../db/lock-row.ts'
import { editModel, findOwnModel } from '../../db/models.ts'
import { setTag } from '../../db/tags.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'
import { inSlices } from '../../in-slices.ts'
import { listModels } from '../../queries/list.ts'
import { create } from './create.ts'
import { deleteModel } from './delete.ts'
import { edit, metadataOf } from './edit.ts'
import { set_ready } from './set_ready.ts'
import { parseObject } from '../../db/unreadable.ts'

/** Sets or takes the tag `archived`, a hundred models in each transaction; ids that are not models of the caller's fail one by one. */
async function archiveMany(ctx: Context, ids: readonly string[], archived: boolean) {
  const known = await inSlices([...new Set(ids)], 100, (slice) =>
    transact(ctx, async (tx) => {
      const found = await lockedFor(
        tx,
        tx.db.selectFrom('model').select('id').where('company', '=', tx.company).where('id', 'in', slice).orderBy('id'),
        'change',
      ).execute()
      for (const { id } of found) {
        await setTag(tx, 'model', id, 'system_tags', 'archived', archived)
        await editModel(tx, id, {})
      }
      return found.map(({ id }) => id)
    }),
  )
  const found = new Set(known)
  return {
    known,
    failed: ids
      .filter((id) => !found.has(id))
      .map((id) => ({ id, error: { codes: [400, 201], msg: 'There is no model with that id in this workspace.' } })),
  }
}

export const modelsService: Implementation<typeof models, Context> = {
  get_by_id: async ({ model: id }, ctx) => {
    const [model] = await readModelDocuments(ctx, [id])
    if (model === undefined) throw new ActionError('model_not_found', { model: id })
    return { model }
  },
  get_all: (request, ctx) => listModels(ctx, request),
  create,
  edit,
  set_ready,
  delete: deleteModel,
  archive_many: async ({ ids }, ctx) => {
    const { known, failed } = await archiveMany(ctx, ids, true)
    return { succeeded: known.map((id) => ({ id, archived: true })), failed }
  },
  unarchive_many: async ({ ids }, ctx) => {
    const { known, failed } = await archiveMany(ctx, ids, false)
    return { succeeded: known.map((id) => ({ id, unarchived: true })), failed }
  },
  add_or_update_metadata: ({ model: id, metadata, replace_metadata }, ctx) =>
    transact(ctx, async (tx) => {
      const model = await findOwnModel(tx, id)
      const before = replace_metadata === true ? {} : parseObject(model.metadata)
      await editModel(tx, id, { metadata: json({ ...before, ...metadataOf(metadata) }) })
      return { updated: 1 }
    }),
}
