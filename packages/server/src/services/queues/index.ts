import type { Implementation, queues } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { readQueueDocuments } from '../../db/documents/queue-document.ts'
import { addQueue, findDefaultQueue, findQueue } from '../../db/tables/queues.ts'
import { countEntries, entriesOf } from '../../db/tables/queue-order.ts'
import { transact } from '../../db/connection/transaction.ts'
import { listQueues } from '../../queries/list.ts'
import { addTaskToQueue } from '../../queues/add-task.ts'
import { clearQueue, clearWholeQueue } from '../../queues/clear.ts'
import { deleteWholeQueue } from '../../queues/delete.ts'
import { addQueueMetadata, deleteQueueMetadata } from '../../queues/metadata.ts'
import { pauseQueue } from '../../queues/pause.ts'
import { explain } from './explain.ts'
import { get_all_ex } from './get_all_ex.ts'
import { get_queue_metrics } from './get_queue_metrics.ts'
import { get_next_task } from './get_next_task.ts'
import { moveEntry } from '../../queues/move-entry.ts'
import { removeTaskFromQueue } from '../../queues/remove-task.ts'
import { update } from './update.ts'
import { defined } from '../../defined.ts'

async function move(
  ctx: Context,
  { queue, task }: { readonly queue: string; readonly task: string },
  positionFrom: (from: number, length: number) => number,
): Promise<{ position: number }> {
  return { position: await transact(ctx, (tx) => moveEntry(tx, queue, task, positionFrom)) }
}

export const queuesService: Implementation<typeof queues, Context> = {
  get_by_id: async ({ queue: id, max_task_entries }, ctx) => {
    await findQueue(ctx, id)
    const [queue] = await readQueueDocuments(ctx, [id], { maxTaskEntries: max_task_entries })
    return { queue: defined(queue) }
  },
  get_all: (request, ctx) => listQueues(ctx, request),
  get_all_ex,
  get_default: (_, ctx) => findDefaultQueue(ctx),
  get_num_entries: async ({ queue }, ctx) => {
    await findQueue(ctx, queue)
    return { num: await countEntries(ctx, queue) }
  },
  explain,
  create: ({ name, display_name, tags, system_tags, metadata }, ctx) =>
    transact(ctx, async (tx) => ({ id: await addQueue(tx, { name, displayName: display_name, tags, systemTags: system_tags, metadata }) })),
  update,
  delete: async ({ queue, force }, ctx) => {
    await deleteWholeQueue(ctx, queue, force)
    return { deleted: 1 }
  },
  pause: async ({ queue }, ctx) => ({ updated: Number(await transact(ctx, (tx) => pauseQueue(tx, queue, true))) }),
  resume: async ({ queue }, ctx) => ({ updated: Number(await transact(ctx, (tx) => pauseQueue(tx, queue, false))) }),
  clear: async ({ queue, status_reason }, ctx) => {
    const { removed, left } = await transact(ctx, (tx) => clearQueue(tx, queue, status_reason))
    return { removed: removed.length, left }
  },
  clear_queue: async ({ queue, status_reason }, ctx) => ({ removed_tasks: await clearWholeQueue(ctx, queue, status_reason) }),
  peek_task: async ({ queue }, ctx) => {
    await findQueue(ctx, queue)
    return { task: (await entriesOf(ctx, queue))[0]?.task ?? null }
  },
  add_or_update_metadata: async ({ queue, metadata, replace_metadata }, ctx) => {
    await transact(ctx, (tx) => addQueueMetadata(tx, queue, metadata, { replace: replace_metadata === true }))
    return { updated: 1 }
  },
  delete_metadata: async ({ queue, keys }, ctx) => {
    await transact(ctx, (tx) => deleteQueueMetadata(tx, queue, keys))
    return { updated: 1 }
  },
  get_next_task,
  add_task: async ({ queue, task, update_execution_queue: recordQueue = true }, ctx) => {
    await transact(ctx, (tx) => addTaskToQueue(tx, queue, task, recordQueue))
    return { added: 1 }
  },
  remove_task: async ({ queue, task, update_task_status }, ctx) => {
    await transact(ctx, (tx) => removeTaskFromQueue(tx, queue, task, { updateStatus: update_task_status === true }))
    return { removed: 1 }
  },
  move_task_forward: (request, ctx) => move(ctx, request, (from) => from - (request.count ?? 1)),
  move_task_backward: (request, ctx) => move(ctx, request, (from) => from + (request.count ?? 1)),
  move_task_to_front: (request, ctx) => move(ctx, request, () => 0),
  move_task_to_back: (request, ctx) => move(ctx, request, (_, length) => length - 1),
  get_queue_metrics,
}
