import type { Actor } from '../scope.ts'
import type { TaskStatus } from '@clearway/contract'
import { endAttempt, liveAttemptOf } from '../db/tables/attempts.ts'
import { addEntry, removeEntry } from '../db/tables/queue-entries.ts'
import { type Move, moveTask, type TaskRow } from '../db/tables/tasks.ts'

export interface Enqueue extends Pick<Move, 'force' | 'reason' | 'message'> {
  readonly queue: string
  /** Whether the task records its queue (`execution.queue`). Default: true. */
  readonly recordQueue?: boolean
  readonly newGeneration?: boolean
}

/** Puts a task on a queue. A task is on one queue at most. */
export async function enqueueTask(
  actor: Actor,
  task: TaskRow,
  { queue, recordQueue = true, newGeneration = false, force, reason, message }: Enqueue,
): Promise<TaskRow> {
  const before = task.status === 'queued' ? task.enqueue_status : task.status
  if (task.status === 'queued') await dropClaim(actor, task.id, 'queued again')
  const moved = await moveTask(actor, task, 'queued', {
    force,
    reason,
    message,
    set: { enqueue_status: before, ...(recordQueue ? { queue } : {}), ...(newGeneration ? { generation: task.generation + 1 } : {}) },
  })
  await addEntry(actor, task, queue)
  return moved
}

/** Takes a task from its queue and gives it the status asked for, by default the one that it had before. */
export async function dequeueTask(
  actor: Actor,
  task: TaskRow,
  to: TaskStatus | undefined,
  { reason, message, force = true }: Pick<Move, 'reason' | 'message' | 'force'> = {},
): Promise<TaskRow> {
  await removeEntry(actor, task.id)
  await dropClaim(actor, task.id, 'taken from the queue')
  return moveTask(actor, task, to ?? task.enqueue_status ?? 'created', {
    reason,
    message,
    force,
    set: { enqueue_status: null, ...(to === 'in_progress' ? {} : { queue: null }) },
  })
}

/** Ends a claim that was not confirmed yet. */
async function dropClaim(actor: Actor, task: string, reason: string): Promise<void> {
  const attempt = await liveAttemptOf(actor, task)
  if (attempt?.state !== 'claimed') return
  await endAttempt(actor, attempt.id, { as: 'expired', reason })
}
