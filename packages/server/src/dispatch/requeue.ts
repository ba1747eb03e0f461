import { givenOf } from '@clearway/contract/given'
import type { Actor } from '../scope.ts'
import type { TaskStatus } from '@clearway/contract'
import { rewindIterations } from '../db/tables/past-attempts.ts'
import { addEntry } from '../db/tables/queue-entries.ts'
import { findDefaultQueue, findQueue } from '../db/tables/queues.ts'
import { moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { undefinedIf } from '../errors.ts'

export interface Requeue {
  /** The queue that the task was claimed from. */
  readonly queue: string
  readonly reason: string
  readonly message: string
  /** The status that a dequeue restores. Default: the one already stored. */
  readonly enqueueStatus?: TaskStatus
  readonly lane?: 'step'
  /** The time before which no agent may claim the task. */
  readonly notBefore?: number
  /** Whether a light lane may claim it earlier, once its old worker no longer reports it. */
  readonly isMoved?: boolean
  /** The lost attempt that is the reason, and may take the task back. */
  readonly lost?: string
}

/** Queues a running task again (in_progress → queued), at the head of the queue that it came from, or of the default queue if that queue is gone. */
export async function requeue(
  actor: Actor,
  task: TaskRow,
  { queue, reason, message, enqueueStatus, lane, notBefore, isMoved, lost }: Requeue,
): Promise<void> {
  const home = await homeOf(actor, queue)
  if (home === undefined) {
    // `failed` and not `stopped`, because ClearML's controllers retry a failed step.
    await moveTask(actor, task, 'failed', {
      from: ['in_progress'],
      reason,
      message: `${message} Its queue is gone, and no queue is the default.`,
    })
    return
  }
  await moveTask(actor, task, 'queued', {
    from: ['in_progress'],
    reason,
    message,
    set: { queue: home, ...givenOf({ enqueue_status: enqueueStatus }) },
  })
  await rewindIterations(actor, task.id)
  await addEntry(actor, task, home, { at: 'head', ...givenOf({ lane, notBefore, isMoved, lost }) })
}

async function homeOf(actor: Actor, queue: string): Promise<string | undefined> {
  const found =
    (await findQueue(actor, queue).catch(undefinedIf('queue_not_found'))) ??
    (await findDefaultQueue(actor).catch(undefinedIf('no_default_queue')))
  return found?.id
}
