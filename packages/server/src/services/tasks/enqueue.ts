import type { tasks } from '@clearway/contract'
import type { CallTx, Handler } from '../../context.ts'
import { addQueue, findDefaultQueue, findQueue, findQueueByName } from '../../db/tables/queues.ts'
import { transact } from '../../db/connection/transaction.ts'
import { hasLiveWorker } from '../../db/tables/workers.ts'
import { enqueueLaunch } from '../../tasks/enqueue-launch.ts'
import { statusFields } from './status-fields.ts'

export const enqueue: Handler<typeof tasks.enqueue> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const queue = await queueOf(tx, request)
    const { task, queued } = await enqueueLaunch(tx, request.task, {
      queue,
      recordQueue: request.update_execution_queue !== false,
      resume: request.resume,
      force: request.force,
      reason: request.status_reason,
      message: request.status_message,
    })
    if (!queued) return { queued: 1, updated: 1, fields: statusFields(task) }
    const watched =
      request.verify_watched_queue === true
        ? { queue_watched: task.driver === 'server' || (await hasLiveWorker(tx, queue, tx.settings.workerSeconds)) }
        : {}
    return { queued: 1, updated: 1, fields: { ...statusFields(task), 'execution.queue': queue }, ...watched }
  })

/** Finds the queue: by id, by name (created if there is none), else the default queue. Source: ClearML server 2.3.0. */
async function queueOf(tx: CallTx, { queue, queue_name }: { readonly queue?: string; readonly queue_name?: string }): Promise<string> {
  if (queue !== undefined && queue !== '') return (await findQueue(tx, queue)).id
  if (queue_name === undefined || queue_name === '') return (await findDefaultQueue(tx)).id
  return (await findQueueByName(tx, queue_name))?.id ?? addQueue(tx, { name: queue_name })
}
