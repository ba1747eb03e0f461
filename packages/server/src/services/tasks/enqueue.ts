import type { tasks } from '@clearway/contract'
import type { CallTx, Context, Handler } from '../../context.ts'
import { addQueue, findDefaultQueue, findQueue, findQueueByName } from '../../db/tables/queues.ts'
import { transact } from '../../db/connection/transaction.ts'
import { hasLiveWorker } from '../../db/tables/workers.ts'
import { type Enqueued, enqueueLaunch } from '../../tasks/enqueue-launch.ts'
import { changeOf } from './report-status.ts'
import { statusFields } from './status-fields.ts'

export const enqueue: Handler<typeof tasks.enqueue> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const queue = await queueOf(tx, request)
    const recordQueue = request.update_execution_queue !== false
    const launched = await enqueueLaunch(tx, request.task, {
      queue,
      recordQueue,
      resume: request.resume,
      ...changeOf(request),
    })
    const watched =
      request.verify_watched_queue === true && launched.queued
        ? launched.task.driver === 'server'
          ? { queue_watched: true }
          : await watchedAnswer(tx, queue)
        : {}
    return { queued: 1, updated: 1, fields: enqueuedFields(launched, recordQueue ? queue : undefined), ...watched }
  })

/** The changed fields of a task that was enqueued, or of the earlier launch that stands for it; with the queue that was recorded in the task, if any. */
export function enqueuedFields({ task, queued }: Enqueued, queue: string | undefined): Record<string, unknown> {
  return queued && queue !== undefined ? { ...statusFields(task), 'execution.queue': queue } : statusFields(task)
}

/** Whether a live worker serves the queue. */
export async function watchedAnswer(ctx: Context, queue: string): Promise<{ queue_watched: boolean }> {
  return { queue_watched: await hasLiveWorker(ctx, queue) }
}

/** Finds the queue: by id, by name (created if there is none), else the default queue. Source: ClearML server 2.3.0. */
export async function queueOf(
  tx: CallTx,
  { queue, queue_name }: { readonly queue?: string; readonly queue_name?: string },
): Promise<string> {
  if (queue !== undefined && queue !== '') return (await findQueue(tx, queue)).id
  if (queue_name === undefined || queue_name === '') return (await findDefaultQueue(tx)).id
  return (await findQueueByName(tx, queue_name))?.id ?? addQueue(tx, { name: queue_name })
}
