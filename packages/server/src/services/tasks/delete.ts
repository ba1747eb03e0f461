import type { tasks } from '@clearway/contract'
import type { Handler, CallTx } from '../../context.ts'
import { endAttempt, liveAttemptOf } from '../../db/attempts.ts'
import { deleteTaskRows } from '../../db/delete-task.ts'
import { removeEntry } from '../../db/queues.ts'
import { childrenOf, findOwnTask, type TaskRow } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'
import { removeEventsNow } from '../../telemetry/remove-scheduled.ts'
import { releaseFiles } from '../../files/release-files.ts'
import { clearResults } from './results.ts'

export const deleteTask: Handler<typeof tasks.delete> = async (request, ctx) => {
  const {
    task: id,
    force,
    return_file_urls,
    delete_output_models = true,
    delete_external_artifacts = true,
    include_pipeline_steps,
  } = request
  const done = await transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, id, 'remove')
    const children = await childrenOf(tx, task.id)
    const steps = include_pipeline_steps === true ? children : []
    const kept = children.filter((child) => !steps.includes(child))
    const busy = [task, ...steps].find(({ status }) => status === 'published' || status === 'in_progress')
    if (force !== true && (busy !== undefined || kept.length > 0))
      throw new ActionError('task_not_deletable', { task: id, status: task.status, children: kept.length })
    const urls = { artifacts: [] as string[], models: [] as string[] }
    let deletedModels = 0
    for (const gone of [task, ...steps]) {
      const results = await clearResults(tx, gone.id, { models: delete_output_models })
      urls.artifacts.push(...results.urls.artifacts)
      urls.models.push(...results.urls.models)
      deletedModels += results.deletedModels
      await remove(tx, gone)
    }
    const orphans = await tx.db.updateTable('task').set({ parent: null }).where('parent', '=', task.id).executeTakeFirst()
    const models = await tx.db.updateTable('model').set({ task: null }).where('task', '=', task.id).executeTakeFirst()
    if (delete_external_artifacts) await releaseFiles(tx, [...urls.artifacts, ...urls.models], { remove: true })
    return {
      ids: [task, ...steps].map((gone) => gone.id),
      urls,
      deletedModels,
      children: Number(orphans.numUpdatedRows),
      models: Number(models.numUpdatedRows),
    }
  })
  const events = await removeEventsNow(ctx, done.ids)
  return {
    deleted: true,
    updated_children: done.children,
    updated_models: done.models,
    deleted_models: done.deletedModels,
    events: { deleted: events },
    ...(return_file_urls === true ? { urls: { model_urls: done.urls.models, artifact_urls: done.urls.artifacts, event_urls: [] } } : {}),
  }
}

async function remove(tx: CallTx, task: TaskRow): Promise<void> {
  await removeEntry(tx, task.id)
  const attempt = await liveAttemptOf(tx, task.id)
  if (attempt !== undefined) await endAttempt(tx, attempt.id, { as: 'stopped', reason: 'the task was deleted' })
  await deleteTaskRows(tx, task)
}
