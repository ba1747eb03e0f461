import type { Caller } from '../caller.ts'
import { lastAttemptOfSession } from '../db/tables/attempts.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

/** Who reports a status: an attempt's own process by its credential, a published agent by its session. */
export type Reporter = Pick<Caller, 'attempt' | 'session'>

/**
 * Whether the reporter ran the task and cannot know yet that another may have it: its attempt was moved or lost, or the task was taken from it. A process
 * of the attempt is known by its token; the published agent itself by the session in which it took the task.
 */
export async function isFormerHolder(reporter: Reader & Reporter, task: string): Promise<boolean> {
  const { attempt, session } = reporter
  if (attempt !== undefined) return attempt.task === task && !attempt.live
  const last = await lastAttemptOfSession(reporter, session, task)
  if (last === undefined) return false
  return last.state === 'lost' || (last.ended_as !== null && takenAway.includes(last.ended_as))
}

/** A claim that was not confirmed or was voided by a stop or dequeue; a move; a reset or dequeue of what ran; another enqueue. */
const takenAway: readonly string[] = ['expired', 'moved', 'created', 'queued']

/** Refuses reports of processes that the task was taken from: else they would bring back what somebody aborted. */
export async function refuseFormerHolder(reporter: Reader & Reporter, task: TaskRow): Promise<void> {
  const isItsProcess = reporter.attempt?.task === task.id
  if ((isItsProcess && wasTakenAway(task)) || (await isFormerHolder(reporter, task.id)))
    throw new ActionError('attempt_ended', { task: task.id })
}

/** Whether others dequeued, reset, queued or aborted the task while it ran. */
function wasTakenAway({ status, stop_requested }: TaskRow): boolean {
  return status === 'created' || status === 'queued' || (status !== 'in_progress' && stop_requested === 1)
}
