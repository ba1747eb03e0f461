import type { Context } from '../context.ts'

/**
 * Whether the caller ran the task and does not know yet that it is its own no more: its attempt was moved or lost, or the task was taken
 * from it. A process of the attempt is known by its token; the published agent itself by the session in which it took the task.
 */
export async function isFormerHolder({ db, company, attempt, session }: Context, task: string): Promise<boolean> {
  if (attempt !== undefined) return attempt.task === task && !attempt.live
  const last = await db
    .selectFrom('attempt')
    .select(['state', 'ended_as'])
    .where('session', '=', session)
    .where('company', '=', company)
    .where('task', '=', task)
    .orderBy('number', 'desc')
    .executeTakeFirst()
  if (last === undefined) return false
  return last.state === 'lost' || (last.ended_as !== null && takenAway.includes(last.ended_as))
}

/** A claim that was not confirmed or was voided by a stop or dequeue; a move; a reset or dequeue of what ran; a place in a queue anew. */
const takenAway: readonly string[] = ['expired', 'moved', 'created', 'queued']
