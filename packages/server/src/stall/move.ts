import type { Actor } from '../scope.ts'
import { endAttempt, liveAttemptOf } from '../db/tables/attempts.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { requeue } from '../dispatch/requeue.ts'

/**
 * How long nobody may claim a moved task, so that its former agent can end the processes. The published agent polls its task's status every 5 s; our
 * agents are notified at once, and one that is cut off pauses the task before its lease ends.
 */
const releaseMilliseconds = 30_000

export interface ControllerMove {
  readonly task: string
  /** The attempt that holds the slot. */
  readonly attempt: string
  /** What the task blocked, for the task's status message. */
  readonly why: string
}

/**
 * Moves a running controller out of its slot. The task goes in_progress → queued in one step, so that no client ever sees it stopped. Its attempt
 * ends, its processes may no longer write, and its agent ends them. Light lanes claim before slots (`mayTake`), so a light lane gets the task next.
 * Answers false if the attempt does not hold the task any more. Runs inside a transaction.
 */
export async function moveController(actor: Actor, { task: id, attempt, why }: ControllerMove): Promise<boolean> {
  const task = await findOwnTask(actor, id)
  const held = await liveAttemptOf(actor, id)
  if (held?.id !== attempt || held.state !== 'running' || task.status !== 'in_progress' || task.stop_requested === 1) return false
  if (!(await endAttempt(actor, attempt, { as: 'moved', reason: why }))) return false
  const leftOfLease = held.kind === 'own' ? (held.lease_until ?? 0) - actor.tick() : 0
  const notBefore = actor.now() + Math.max(releaseMilliseconds, leftOfLease)
  await requeue(actor, task, { queue: held.queue, reason: 'moved', message: why, notBefore, isMoved: true })
  return true
}
