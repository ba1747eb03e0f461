import type { Actor } from '../scope.ts'
import { holdsSlot, leaveSlot } from '../db/tables/attempt-slots.ts'
import { liveAttemptOf } from '../db/tables/attempts.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { recordWorkerTask } from '../db/tables/workers.ts'

/**
 * Lets a running task leave its slot and run on without one, because it idly waits for a task that needs the slot. Its agent learns this with the
 * next renewal and offers the slot again. Answers false if the attempt does not hold the slot any more. Runs inside a transaction.
 */
export async function releaseSlot(
  actor: Actor,
  { task: id, attempt }: { readonly task: string; readonly attempt: string },
): Promise<boolean> {
  const task = await findOwnTask(actor, id)
  const held = await liveAttemptOf(actor, id)
  if (held?.id !== attempt || !holdsSlot(held) || task.status !== 'in_progress' || task.stop_requested === 1) return false
  await leaveSlot(actor, held)
  await recordWorkerTask(actor, held.worker, null, null)
  actor.notify(`task:${id}`)
  return true
}
