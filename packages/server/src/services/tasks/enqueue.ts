import type { tasks } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { hasLiveWorker } from '../../db/tables/workers.ts'
import { findOrAddQueue } from '../../queues/find-or-add.ts'
import { type Enqueued, enqueueLaunch } from '../../tasks/enqueue-launch.ts'
import { changeOf } from './report-status.ts'
import { statusFields } from './status-fields.ts'

export const enqueue: Handler<typeof tasks.enqueue> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const queue = await findOrAddQueue(tx, { id: request.queue, name: request.queue_name })
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
