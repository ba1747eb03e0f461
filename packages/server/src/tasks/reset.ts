import type { OperationTx } from '../context.ts'
import { scheduleEventRemoval } from '../db/tables/event-removals.ts'
import { json } from '../db/sql/json.ts'
import { removeEntry } from '../db/tables/queue-entries.ts'
import { deleteRun } from '../db/tables/runs.ts'
import { resetColumns } from '../db/task-columns.ts'
import { findOwnTask, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { releaseFiles } from '../files/release-files.ts'
import { releaseLease } from './release-lease.ts'
import { clearResults, type ResultUrls } from './results.ts'

export interface Reset {
  readonly force?: boolean | undefined
  /** Whether script and execution are cleared as well. */
  readonly clearAll?: boolean | undefined
  readonly deleteOutputModels: boolean
  readonly deleteFiles: boolean
}
export interface ResetTask {
  readonly task: TaskRow
  /** The queue that the task was in. */
  readonly queue: string | undefined
  readonly urls: ResultUrls
  /** The ids of the models that were deleted. */
  readonly deletedModels: readonly string[]
}

/**
 * Resets a task to a draft: its definition stays, what it produced is deleted, and the removal of its events is scheduled. Source of what is deleted:
 * ClearML server 2.3.0.
 */
export async function resetTask(
  tx: OperationTx,
  id: string,
  { force, clearAll, deleteOutputModels, deleteFiles }: Reset,
): Promise<ResetTask> {
  const task = await findOwnTask(tx, id)
  if (task.status === 'published' && force !== true) throw new ActionError('task_published', { task: id })
  const queue = await removeEntry(tx, task.id)
  await deleteRun(tx, task.id)
  await scheduleEventRemoval(tx, [task.id])
  const { urls, deletedModels, inputModels } = await clearResults(tx, task.id, { models: deleteOutputModels })
  const moved = await moveTask(tx, task, 'created', {
    force: true,
    reason: 'reset',
    message: 'reset',
    set: {
      ...(resetColumns() as object),
      models: json({ input: inputModels, output: [] }),
      generation: task.generation + 1,
      ...(clearAll === true ? { script: '{}', execution: '{}' } : {}),
    },
  })
  await releaseLease(tx, task, moved)
  if (deleteFiles) await releaseFiles(tx, [...urls.artifacts, ...urls.models], { remove: true })
  return { task: moved, queue, urls, deletedModels }
}
