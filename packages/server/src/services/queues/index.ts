import type { Implementation, queues } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { readQueueDocuments } from '../../db/documents/queue-document.ts'
import { addQueue, entriesOf, findDefaultQueue, findQueue } from '../../db/queues.ts'
import { findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { enqueueTask } from '../../tasks/enqueue.ts'
import { listQueues } from '../../queries/list.ts'
import { deleteQueue } from './delete.ts'
import { explain } from './explain.ts'
import { get_all_ex } from './get_all_ex.ts'
import { get_next_task } from './get_next_task.ts'
import { moveEntry } from './move.ts'
import { remove_task } from './remove_task.ts'
import { update } from './update.ts'

export const queuesService: Implementation<typeof queues, Context> = {
  get_by_id: async ({ queue: id, max_task_entries }, ctx) => {
    await findQueue(ctx, id)
    const [queue] = await readQueueDocuments(ctx, [id], { maxTaskEntries: max_task_entries })
    return { queue: queue! }
  },
  get_all: (request, ctx) => listQueues(ctx, request),
  get_all_ex,
  get_default: (_, ctx) => findDefaultQueue(ctx),
  get_num_entries: async ({ queue }, ctx) => {
    await findQueue(ctx, queue)
    return { num: (await entriesOf(ctx, queue)).length }
  },
  explain,
  create: ({ name, display_name, tags, system_tags, metadata }, ctx) =>
    transact(ctx, async (tx) => ({ id: await addQueue(tx, { name, displayName: display_name, tags, systemTags: system_tags, metadata }) })),
  update,
  delete: deleteQueue,
  get_next_task,
  add_task: ({ queue, task }, ctx) =>
    transact(ctx, async (tx) => {
      await findQueue(tx, queue)
      await enqueueTask(tx, await findOwnTask(tx, task), { queue })
      return { added: 1 }
    }),
  remove_task,
  move_task_forward: ({ queue, task, count = 1 }, ctx) => moveEntry(ctx, queue, task, (from) => from - count),
  move_task_backward: ({ queue, task, count = 1 }, ctx) => moveEntry(ctx, queue, task, (from) => from + count),
  move_task_to_front: ({ queue, task }, ctx) => moveEntry(ctx, queue, task, () => 0),
  move_task_to_back: ({ queue, task }, ctx) => moveEntry(ctx, queue, task, (_, length) => length - 1),
}
