import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { entriesOf, findQueue, removeEntry } from '../../db/queues.ts'
import { findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { dequeueTask } from '../../tasks/enqueue.ts'
import { ActionError } from '../../errors.ts'

export const remove_task: Handler<typeof queues.remove_task> = async ({ queue, task: id, update_task_status }, ctx) =>
  transact(ctx, async (tx) => {
    await findQueue(tx, queue)
    const task = await findOwnTask(tx, id)
    if (!(await entriesOf(tx, queue)).some((entry) => entry.task === task.id)) throw new ActionError('task_not_queued', { queue, task: id })
    if (update_task_status === true && task.status === 'queued') await dequeueTask(tx, task, undefined)
    else await removeEntry(tx, task.id)
    return { removed: 1 }
  })
