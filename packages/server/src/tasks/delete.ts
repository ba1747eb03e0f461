import { isGivenUp } from '@clearway/contract/can-do'
import type { OperationTx } from '../context.ts'
import { deleteTaskRows } from '../db/tables/delete-task.ts'
import { hasPublishedModels, removeModelsTask } from '../db/tables/models.ts'
import { removeEntry } from '../db/tables/queue-entries.ts'
import { hasSystemTag } from '../db/tables/tags.ts'
import { childrenOf, removeParent } from '../db/tables/task-family.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { appendAll } from '../large-lists.ts'
import { releaseFiles } from '../files/release-files.ts'
import { stopStarted } from './stop.ts'
import { clearResults, type ResultUrls } from './results.ts'

export interface Deletion {
  readonly force?: boolean | undefined
  readonly deleteOutputModels: boolean
  readonly deleteFiles: boolean
  /** Whether the task's children are deleted with it. */
  readonly includeSteps: boolean
}
export interface DeletedTask {
  /** The task and the steps that were deleted with it. */
  readonly ids: readonly string[]
  readonly urls: ResultUrls
  /** The ids of the models that were deleted with them. */
  readonly deletedModels: readonly string[]
  /** Children that stay; their parent is cleared. */
  readonly children: number
  /** Models that stay; their task is cleared. */
  readonly models: number
}

/** Deletes a task with what it produced. Its events are scheduled to be removed. */
export async function deleteTask(
  tx: OperationTx,
  id: string,
  { force, deleteOutputModels, deleteFiles, includeSteps }: Deletion,
): Promise<DeletedTask> {
  const task = await findOwnTask(tx, id, 'remove')
  const children = await childrenOf(tx, task.id)
  const steps = includeSteps ? children : []
  const remaining = children.filter((child) => !steps.includes(child))
  if (force !== true) await assertDeletable(tx, task, { steps, remaining })
  const urls = { artifacts: [] as string[], models: [] as string[] }
  const deletedModels: string[] = []
  for (const gone of [task, ...steps]) {
    const results = await clearResults(tx, gone.id, { models: deleteOutputModels })
    appendAll(urls.artifacts, results.urls.artifacts)
    appendAll(urls.models, results.urls.models)
    appendAll(deletedModels, results.deletedModels)
    await deleteRows(tx, gone)
  }
  const orphans = await removeParent(tx, task.id)
  const models = await removeModelsTask(tx, task.id)
  if (deleteFiles) await releaseFiles(tx, [...urls.artifacts, ...urls.models], { remove: true })
  return { ids: [task, ...steps].map((gone) => gone.id), urls, deletedModels, children: orphans, models }
}

/**
 * Refuses a task whose results somebody may still need: one that is neither a draft nor archived, one with published children that stay, or one whose
 * output models are published. Source: ClearML server 2.3.0.
 */
async function assertDeletable(
  tx: OperationTx,
  task: TaskRow,
  { steps, remaining }: { readonly steps: readonly TaskRow[]; readonly remaining: readonly TaskRow[] },
): Promise<void> {
  const { id, status } = task
  if (!isGivenUp({ status, isArchived: await hasSystemTag(tx, id, 'archived') }))
    throw new ActionError('task_not_deletable', { task: id, status, reason: 'it is neither a draft nor archived' })
  const busy = [task, ...steps].find((one) => one.status === 'in_progress' || (one.id !== id && one.status === 'published'))
  if (busy !== undefined)
    throw new ActionError('task_not_deletable', { task: id, status: busy.status, step: busy.id, reason: 'a step is published or runs' })
  const children = remaining.filter((child) => child.status === 'published').length
  if (children > 0) throw new ActionError('task_not_deletable', { task: id, status, children, reason: 'it has published children' })
  if (await hasPublishedModels(tx, id))
    throw new ActionError('task_not_deletable', { task: id, status, reason: 'its output models are published' })
}

async function deleteRows(tx: OperationTx, task: TaskRow): Promise<void> {
  if (task.driver === 'server' && task.status === 'in_progress') await stopStarted(tx, task)
  await removeEntry(tx, task.id)
  await deleteTaskRows(tx, task)
}
