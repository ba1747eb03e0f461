import type { Implementation, models } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { readModelDocuments } from '../../db/documents/model-document.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { inSlices } from '../../in-slices.ts'
import { archiveModels } from '../../models/archive.ts'
import { addMetadata } from '../../models/edit.ts'
import { listModels } from '../../queries/list.ts'
import { create } from './create.ts'
import { delete as deleteAction } from './delete.ts'
import { edit } from './edit.ts'
import { set_ready } from './set_ready.ts'

/** How many models one transaction changes. */
const modelsAtOnce = 100

/** Archives models, or restores them; ids that are not models of the caller's company fail singly. */
async function archiveMany(ctx: Context, ids: readonly string[], archived: boolean) {
  const known = await inSlices([...new Set(ids)], modelsAtOnce, (slice) => transact(ctx, (tx) => archiveModels(tx, slice, archived)))
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
  delete: deleteAction,
  archive_many: async ({ ids }, ctx) => {
    const { known, failed } = await archiveMany(ctx, ids, true)
    return { succeeded: known.map((id) => ({ id, archived: true })), failed }
  },
  unarchive_many: async ({ ids }, ctx) => {
    const { known, failed } = await archiveMany(ctx, ids, false)
    return { succeeded: known.map((id) => ({ id, unarchived: true })), failed }
  },
  add_or_update_metadata: async ({ model, metadata, replace_metadata }, ctx) => {
    await transact(ctx, (tx) => addMetadata(tx, model, metadata, { replace: replace_metadata === true }))
    return { updated: 1 }
  },
}
