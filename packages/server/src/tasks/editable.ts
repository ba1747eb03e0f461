import { openStatuses, type TaskStatus } from '@clearway/contract'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

/** The task, if its definition may be edited: a draft; with force, also one that waits or runs. Source: ClearML server 2.3.0. */
export async function editableTask(tx: Tx, id: string, force: boolean | undefined): Promise<TaskRow> {
  const task = await findOwnTask(tx, id)
  const allowed: readonly TaskStatus[] = force === true ? openStatuses : ['created']
  if (!allowed.includes(task.status)) throw new ActionError('invalid_transition', { task: id, status: task.status, allowed })
  return task
}
