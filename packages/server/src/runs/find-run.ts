import type { ReaderFor, ReadFor } from '../db/sql/lock-row.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'

/** The controller's task of a run that is to be changed. */
export async function findOwnRun<P extends ReadFor = 'change'>(scope: ReaderFor<P>, id: string, purpose = 'change' as P): Promise<TaskRow> {
  const task = await findOwnTask(scope, id, purpose)
  if (task.type !== 'controller') throw new ActionError('not_a_run', { task: id, type: task.type })
  return task
}
