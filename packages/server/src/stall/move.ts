import type { Actor } from '../scope.ts'
import { endAttempt, liveAttemptOf } from '../db/tables/attempts.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { requeue } from '../dispatch/requeue.ts'

/**
 * How long a moved task waits at most for its old place to let go of it. A published agent looks every 5 s whether its task is still its own; ours is told at
 * once, and one that is cut off pauses what it runs before its lease ends.
 */
const letGoMilliseconds = 30_000

export interface ControllerMove {
  readonly task: string
  /** The attempt that holds the slot. */
  readonly attempt: string
  /** For people: what it stood in the way of. */
  readonly why: string
}

/**
 * Takes a running controller out of its slot: in_progress → queued in one step, so that nobody ever sees it stopped. Its attempt has ended, and
 * with it the right of its processes to write; whoever runs them ends them. Light lanes come before slots (`mayTake`), so that one of them
 * has it next. Answers false where it is not held by that attempt any more. Runs inside a transaction.
 */
export async function moveController(actor: Actor, { task: id, attempt, why }: ControllerMove): Promise<boolean> {
  const held = await liveAttemptOf(actor, id)
  const task = await findOwnTask(actor, id)
  if (held?.id !== attempt || held.state !== 'running' || task.status !== 'in_progress' || task.stop_requested === 1) return false
  if (!(await endAttempt(actor, attempt, { as: 'moved', reason: why }))) return false
  const leftOfLease = held.kind === 'own' ? (held.lease_until ?? 0) - actor.tick() : 0
  const notBefore = actor.now() + Math.max(letGoMilliseconds, leftOfLease)
  await requeue(actor, task, { queue: held.queue, reason: 'moved', message: why, notBefore })
  return true
}
