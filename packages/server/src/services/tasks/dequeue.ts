import { type TaskStatus, taskStatuses, type tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { dequeueTask } from '../../dispatch/enqueue.ts'
import { ActionError } from '../../errors.ts'
import { letGo, statusFields } from './status-change.ts'
import { moveTask } from '../../db/tasks.ts'

/** The published agent's child calls it, too, for a task that its parent has begun already: `updated` tells it to go on. */
export const dequeue: Handler<typeof tasks.dequeue> = async ({ task: id, new_status, status_reason, status_message }, ctx) =>
  transact(ctx, async (tx) => {
    if (new_status !== undefined && !taskStatuses.includes(new_status as TaskStatus))
      throw new ActionError('invalid_request', { field: 'new_status', allowed: taskStatuses })
    const task = await findOwnTask(tx, id)
    const to = new_status as TaskStatus | undefined
    if (task.status !== 'queued' && task.status !== 'in_progress') return { dequeued: 1, updated: 0 }
    const change = { reason: status_reason, message: status_message, force: true }
    const moved =
      task.status === 'queued'
        ? await dequeueTask(tx, task, to, change)
        : await moveTask(tx, task, to ?? task.enqueue_status ?? 'created', change)
    if (moved.status !== 'in_progress') await letGo(tx, task, moved)
    return { dequeued: 1, updated: 1, fields: statusFields(moved) }
  })
