import type { Caller } from '../caller.ts'
import { lastAttemptOfSession } from '../db/tables/past-attempts.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

/** Who reports a status: an attempt's own process by its credential, a published agent by its session. */
export type Reporter = Pick<Caller, 'attempt' | 'session'>

/**
 * Whether the reporter ran the task and does not know yet that another attempt may have it: its attempt was moved or lost, or a client took the task
 * from it. A process of the attempt is recognized by its token, the published agent by the session in which it claimed the task.
 */
export async function isFormerHolder(reporter: Reader & Reporter, task: string): Promise<boolean> {
  const { attempt, session } = reporter
  if (attempt !== undefined) return attempt.task === task && !attempt.live
  const last = await lastAttemptOfSession(reporter, session, task)
  if (last === undefined) return false
  return last.state === 'lost' || (last.ended_as !== null && takenAway.includes(last.ended_as))
}

/** How an attempt ends when its task goes to another: a claim that expired or was dropped; a move; a reset, dequeue or enqueue of a running task. */
const takenAway: readonly string[] = ['expired', 'moved', 'created', 'queued']

/** Refuses status reports of a former holder, which would revive a task that somebody has aborted. */
export async function refuseFormerHolder(reporter: Reader & Reporter, task: TaskRow): Promise<void> {
  const isItsProcess = reporter.attempt?.task === task.id
  if ((isItsProcess && wasTakenAway(task)) || (await isFormerHolder(reporter, task.id)))
    throw new ActionError('attempt_ended', { task: task.id })
}

/** Whether a client dequeued, reset, enqueued or aborted the task while it ran. */
function wasTakenAway({ status, stop_requested }: TaskRow): boolean {
  return status === 'created' || status === 'queued' || (status !== 'in_progress' && stop_requested === 1)
}
