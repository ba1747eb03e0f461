import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

/** A report that is to be changed. Refuses other tasks. */
export async function findOwnReport(tx: Tx, id: string, purpose: 'change' | 'remove' = 'change'): Promise<TaskRow> {
  const task = await findOwnTask(tx, id, purpose)
  if (task.type !== 'report') throw new ActionError('not_a_report', { task: id, type: task.type })
  return task
}
