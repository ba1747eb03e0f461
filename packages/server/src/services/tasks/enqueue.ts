import { hasCompleted, type tasks } from '@clearway/contract'
import type { Handler, CallTx } from '../../context.ts'
import { rewindIterations } from '../../db/attempts.ts'
import { addQueue, findDefaultQueue, findQueue, findQueueByName } from '../../db/queues.ts'
import { forgetRun } from '../../db/runs.ts'
import { findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { isWatched } from '../../db/workers.ts'
import { enqueueTask } from '../../dispatch/enqueue.ts'
import { reuseLaunch } from '../../launches/reuse.ts'
import { statusFields } from './status-change.ts'

export const enqueue: Handler<typeof tasks.enqueue> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const queue = await queueOf(tx, request)
    const task = await findOwnTask(tx, request.task)
    if (request.resume === false) await forgetRun(tx, task.id)
    const earlier = await reuseLaunch(tx, task)
    // A launch that an earlier incarnation made, and whose task has ended well or is still on its way, needs nothing more.
    if (earlier !== undefined && (hasCompleted(earlier.status) || earlier.status === 'queued' || earlier.status === 'in_progress'))
      return { queued: 1, updated: 1, fields: statusFields(earlier) }
    if (earlier !== undefined) await rewindIterations(tx, earlier.id)
    const moved = await enqueueTask(tx, earlier ?? task, {
      queue,
      note: request.update_execution_queue !== false,
      newGeneration: request.resume === false,
      force: request.force,
      reason: request.status_reason,
      message: request.status_message,
    })
    const watched = request.verify_watched_queue === true ? { queue_watched: await isWatched(tx, queue, tx.settings.workerSeconds) } : {}
    return { queued: 1, updated: 1, fields: { ...statusFields(moved), 'execution.queue': queue }, ...watched }
  })

/** By id, by name (made if there is none), else the default queue. Source: ClearML server 2.3.0. */
async function queueOf(tx: CallTx, { queue, queue_name }: { readonly queue?: string; readonly queue_name?: string }): Promise<string> {
  if (queue !== undefined && queue !== '') return (await findQueue(tx, queue)).id
  if (queue_name === undefined || queue_name === '') return (await findDefaultQueue(tx)).id
  return (await findQueueByName(tx, queue_name))?.id ?? addQueue(tx, { name: queue_name })
}
