import { type TaskStatus, taskStatuses, type tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { withdrawTask } from '../../tasks/withdraw.ts'
import { statusFields } from './status-fields.ts'

/**
 * Takes a task from its queue. The published agent's child calls this too, for a task that the agent has already started; `updated` tells the child
 * that it may run it.
 */
export const dequeue: Handler<typeof tasks.dequeue> = async ({ task, new_status, status_reason, status_message }, ctx) => {
  if (new_status !== undefined && !taskStatuses.includes(new_status as TaskStatus))
    throw new ActionError('invalid_request', { field: 'new_status', allowed: taskStatuses })
  const change = { reason: status_reason, message: status_message }
  const moved = await transact(ctx, (tx) => withdrawTask(tx, task, new_status as TaskStatus | undefined, change))
  return moved === undefined ? { dequeued: 1, updated: 0 } : { dequeued: 1, updated: 1, fields: statusFields(moved) }
}
