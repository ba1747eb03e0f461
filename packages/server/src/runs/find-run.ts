import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

/** The controller's task of a run, locked, to be changed. */
export async function findOwnRun(reader: Reader, id: string): Promise<TaskRow> {
  const task = await findOwnTask(reader, id)
  if (task.type !== 'controller') throw new ActionError('not_a_run', { task: id, type: task.type })
  return task
}
