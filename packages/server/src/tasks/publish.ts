import type { OperationTx } from '../context.ts'
import { editModels } from '../db/tables/models.ts'
import { moveTask, readTaskColumns, type TaskRow } from '../db/tables/tasks.ts'
import { readPart } from '../db/sql/unreadable.ts'
import type { StatusChange } from './change-status.ts'
import { releaseLease } from './release-lease.ts'

export interface Publish extends StatusChange {
  /** Whether the task's last output model is published with it. */
  readonly models: boolean
}

/** Publishes a task, which cannot be undone. */
export async function publishTask(tx: OperationTx, task: TaskRow, { force, reason, message, models }: Publish): Promise<TaskRow> {
  const moved = await moveTask(tx, task, 'published', { force, reason, message, set: { published: tx.now() } })
  await releaseLease(tx, task, moved)
  const used = await readTaskColumns(tx, task.id, ['models'])
  const last = readPart<{ output?: { model: string }[] }>(task.id, 'models', used.models).output?.at(-1)
  if (models && last !== undefined) await editModels(tx, [last.model], { ready: 1 })
  return moved
}
