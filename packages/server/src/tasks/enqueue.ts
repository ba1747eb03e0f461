import type { Actor } from '../scope.ts'
import { addEntry } from '../db/tables/queue-entries.ts'
import { type Move, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { dropClaim } from './drop-claim.ts'

export interface Enqueue extends Pick<Move, 'force' | 'reason' | 'message'> {
  readonly queue: string
  /** Whether the task records its queue (`execution.queue`). Default: true. */
  readonly recordQueue?: boolean
  readonly newGeneration?: boolean
  /** The time before which nobody may claim the task. */
  readonly notBefore?: number | undefined
}

/** Puts a task on a queue. A task is on one queue at most. */
export async function enqueueTask(
  actor: Actor,
  task: TaskRow,
  { queue, recordQueue = true, newGeneration = false, notBefore, force, reason, message }: Enqueue,
): Promise<TaskRow> {
  const before = task.status === 'queued' ? task.enqueue_status : task.status
  if (task.status === 'queued') await dropClaim(actor, task.id, 'queued again')
  const moved = await moveTask(actor, task, 'queued', {
    force,
    reason,
    message,
    set: { enqueue_status: before, ...(recordQueue ? { queue } : {}), ...(newGeneration ? { generation: task.generation + 1 } : {}) },
  })
  await addEntry(actor, task, queue, notBefore === undefined ? {} : { notBefore })
  return moved
}
