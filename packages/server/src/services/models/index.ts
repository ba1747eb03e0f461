import type { Implementation, ModelEx, models, RequestOf } from '@clearway/contract'
import { changeMany } from '../../change-many.ts'
import type { Context } from '../../context.ts'
import { readModelDocuments } from '../../db/documents/model-document.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { archiveModel } from '../../models/archive.ts'
import { addMetadata } from '../../models/edit.ts'
import { distinctValues } from '../../queries/distinct.ts'
import { listModels } from '../../queries/list.ts'
import { create } from './create.ts'
import { delete as deleteAction } from './delete.ts'
import { edit } from './edit.ts'
import { set_ready } from './set_ready.ts'

async function listJoined(request: RequestOf<typeof models.get_all_ex>, ctx: Context) {
  const page = await listModels(ctx, request, { joined: true, stats: request.include_stats === true })
  return { ...page, models: page.models as unknown as ModelEx[] }
}

export const modelsService: Implementation<typeof models, Context> = {
  get_by_id: async ({ model: id }, ctx) => {
    const [model] = await readModelDocuments(ctx, [id])
    if (model === undefined) throw new ActionError('model_not_found', { model: id })
    return { model }
  },
  get_all: (request, ctx) => listModels(ctx, request),
  get_all_ex: listJoined,
  get_by_id_ex: listJoined,
  get_frameworks: async ({ projects = [] }, ctx) => ({
    frameworks: [
      ...(await distinctValues(ctx, 'model', projects.length === 0 ? {} : { project: projects, include_subprojects: true }, 'framework')),
    ],
  }),
  create,
  edit,
  set_ready,
  delete: deleteAction,
  archive_many: async ({ ids }, ctx) => {
    const { succeeded, failed } = await changeMany(ctx, ids, (tx, id) => archiveModel(tx, id, true))
    return { succeeded: succeeded.map(({ id }) => ({ id, archived: true })), failed }
  },
  unarchive_many: async ({ ids }, ctx) => {
    const { succeeded, failed } = await changeMany(ctx, ids, (tx, id) => archiveModel(tx, id, false))
    return { succeeded: succeeded.map(({ id }) => ({ id, unarchived: true })), failed }
  },
  add_or_update_metadata: async ({ model, metadata, replace_metadata }, ctx) => {
    await transact(ctx, (tx) => addMetadata(tx, model, metadata, { replace: replace_metadata === true }))
    return { updated: 1 }
  },
}
