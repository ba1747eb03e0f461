import type { Implementation, ModelEx, models, RequestOf } from '@clearway/contract'
import { changeMany } from '../../change-many.ts'
import type { Context } from '../../context.ts'
import { readModelDocuments } from '../../db/documents/model-document.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { archiveModel } from '../../models/archive.ts'
import { addMetadata, deleteMetadata } from '../../models/edit.ts'
import { lastModelOf } from '../../models/for-task.ts'
import { moveModels } from '../../models/move.ts'
import { setModelsPublic } from '../../models/publicity.ts'
import { updateModelTags } from '../../models/update-tags.ts'
import { countModels } from '../../queries/count.ts'
import { distinctValues } from '../../queries/distinct.ts'
import { listModels } from '../../queries/list.ts'
import { create } from './create.ts'
import { delete as deleteAction, delete_many } from './delete.ts'
import { edit, update } from './edit.ts'
import { publish_many, set_ready } from './set_ready.ts'
import { update_for_task } from './update_for_task.ts'

async function listJoined(request: RequestOf<typeof models.get_all_ex>, ctx: Context) {
  const page = await listModels(ctx, request, { joined: true, stats: request.include_stats === true })
  return { ...page, models: page.models as unknown as ModelEx[] }
}

async function readModel(ctx: Context, id: string) {
  const [model] = await readModelDocuments(ctx, [id])
  if (model === undefined) throw new ActionError('model_not_found', { model: id })
  return { model }
}

export const modelsService: Implementation<typeof models, Context> = {
  get_by_id: ({ model }, ctx) => readModel(ctx, model),
  get_by_task_id: async ({ task }, ctx) => readModel(ctx, await lastModelOf(ctx, task)),
  get_all: (request, ctx) => listModels(ctx, request),
  get_all_ex: listJoined,
  get_by_id_ex: listJoined,
  count: async (request, ctx) => ({ total: await countModels(ctx, request) }),
  get_frameworks: async ({ projects = [] }, ctx) => ({
    frameworks: [
      ...(await distinctValues(ctx, 'model', projects.length === 0 ? {} : { project: projects, include_subprojects: true }, 'framework')),
    ],
  }),
  create,
  edit,
  update,
  update_for_task,
  move: async ({ ids, project, project_name: name }, ctx) => {
    const { moved, project: project_id } = await transact(ctx, (tx) => moveModels(tx, ids, { project, name }))
    return { moved, project_id }
  },
  update_tags: async ({ ids, add_tags: add = [], remove_tags: remove = [] }, ctx) => ({
    updated: await transact(ctx, (tx) => updateModelTags(tx, ids, { add, remove })),
  }),
  make_public: async ({ ids }, ctx) => ({ updated: await transact(ctx, (tx) => setModelsPublic(tx, ids, true)) }),
  make_private: async ({ ids }, ctx) => ({ updated: await transact(ctx, (tx) => setModelsPublic(tx, ids, false)) }),
  set_ready,
  publish_many,
  delete: deleteAction,
  delete_many,
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
  delete_metadata: async ({ model, keys }, ctx) => {
    await transact(ctx, (tx) => deleteMetadata(tx, model, keys))
    return { updated: 1 }
  },
}
