import { pausedQueueIds, setQueuePaused } from '../db/tables/paused-queues.ts'
import { findQueue, recordQueueChange } from '../db/tables/queues.ts'
import type { Tx } from '../scope.ts'

/** Pauses a queue, so that no task is taken from it, or resumes it. Running tasks go on. Answers whether the queue changed. */
export async function pauseQueue(tx: Tx, id: string, isPaused: boolean): Promise<boolean> {
  const queue = await findQueue(tx, id, 'change')
  if ((await pausedQueueIds(tx)).includes(queue.id) === isPaused) return false
  await setQueuePaused(tx, queue.id, isPaused)
  await recordQueueChange(tx, queue.id, 'edited')
  if (!isPaused) tx.notify('work')
  return true
}
