import { taskStatuses } from '@clearway/contract'
import { publishRows } from '../db/tables/public-rows.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

const live = ['queued', 'in_progress'] as const
const others = taskStatuses.filter((status) => !(live as readonly string[]).includes(status))

/**
 * Makes tasks public, or private again. Refuses ids of tasks that are not the company's, and tasks that wait or run, because nobody may change a public
 * task; before it changes any. Source: ClearML server 2.3.0, which lets live tasks become public.
 */
export async function setTasksPublic(tx: Tx, ids: readonly string[], open: boolean): Promise<number> {
  // All calls lock in the same order, so that two calls for the same tasks do not wait for each other.
  for (const id of open ? [...new Set(ids)].toSorted() : []) {
    const { status } = await findOwnTask(tx, id).catch((error: unknown) => {
      throw error instanceof ActionError && error.code === 'read_only' ? new ActionError('task_not_found', { task: id }) : error
    })
    if (!others.includes(status)) throw new ActionError('invalid_transition', { task: id, status, allowed: others })
  }
  const changed = new Set(await publishRows(tx, 'task', ids, { open }))
  const missing = ids.find((id) => !changed.has(id))
  if (missing !== undefined) throw new ActionError('task_not_found', { task: missing })
  return changed.size
}
