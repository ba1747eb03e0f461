import type { Actor } from '../scope.ts'
import type { TaskStatus } from '@clearway/contract'
import { removeEntry } from '../db/tables/queue-entries.ts'
import { type Move, moveTask, type TaskRow } from '../db/tables/tasks.ts'
import { dropClaim } from './drop-claim.ts'

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
