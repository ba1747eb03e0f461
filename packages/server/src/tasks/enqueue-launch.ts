import { hasCompleted } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { rewindIterations } from '../db/tables/past-attempts.ts'
import { deleteRun } from '../db/tables/runs.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { reuseLaunch } from '../launches/reuse.ts'
import { type Enqueue, enqueueTask } from './enqueue.ts'

export interface EnqueueLaunch extends Omit<Enqueue, 'newGeneration'> {
  /** Whether a controller resumes its earlier run. Default: true. */
  readonly resume?: boolean | undefined
}

export interface Enqueued {
  readonly task: TaskRow
  readonly queued: boolean
}

/**
 * Enqueues a task, or finds the task of the earlier launch if a restarted controller launches a step again. Answers the task with its status, and
 * whether it was put on the queue: the task of an earlier launch that has completed, or is still queued or running, stays as it is.
 */
export async function enqueueLaunch(tx: OperationTx, id: string, { resume = true, ...options }: EnqueueLaunch): Promise<Enqueued> {
  const task = await findOwnTask(tx, id)
  if (!resume) await deleteRun(tx, task.id)
  const earlier = await reuseLaunch(tx, task)
  if (earlier !== undefined && (hasCompleted(earlier.status) || earlier.status === 'queued' || earlier.status === 'in_progress'))
    return { task: earlier, queued: false }
  if (earlier !== undefined) await rewindIterations(tx, earlier.id)
  return { task: await enqueueTask(tx, earlier ?? task, { ...options, newGeneration: !resume }), queued: true }
}
