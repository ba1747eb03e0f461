import { type TaskStatus, taskStatuses, type tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { withdrawTask } from '../../tasks/withdraw.ts'
import { changeOf } from './report-status.ts'
import { statusFields } from './status-fields.ts'

/**
 * Takes a task from its queue. The published agent's child calls this too, for a task that the agent has already started; `updated` tells the child
 * that it may run it.
 */
export const dequeue: Handler<typeof tasks.dequeue> = async ({ task, new_status, ...request }, ctx) => {
  const to = statusOf(new_status)
  const moved = await transact(ctx, (tx) => withdrawTask(tx, task, to, changeOf(request)))
  return moved === undefined ? { dequeued: 1, updated: 0 } : { dequeued: 1, updated: 1, fields: statusFields(moved) }
}

/** The status that a request asks for. Refuses an unknown status. */
export function statusOf(asked: string | undefined): TaskStatus | undefined {
  if (asked !== undefined && !taskStatuses.includes(asked as TaskStatus))
    throw new ActionError('invalid_request', { field: 'new_status', allowed: taskStatuses })
  return asked as TaskStatus | undefined
}
