import type { CallTx } from '../context.ts'

/** How long the published agent may take to end a process whose task was taken from it: it asks for the task's status every 5 s. */
const agentEndsWithinMs = 30_000

/** How an attempt of the published agent ends where somebody else takes its task: by an abort, a reset or dequeue, a place in a queue anew. */
const takenAway: readonly string[] = ['aborted', 'created', 'queued']

/**
 * Tells whether a call that starts a task comes from an attempt which somebody has just taken the task from: from the published agent, or from a process of
 * it that has logged in since the claim, asked for this task first, and was not known before the attempt ended. It would bring back what was aborted.
 */
export async function isLateStart({ db, company, now, session }: CallTx, task: string): Promise<boolean> {
  const last = await db
    .selectFrom('attempt')
    .select(['session', 'claimed', 'ended', 'ended_as'])
    .where('company', '=', company)
    .where('task', '=', task)
    .where('kind', '=', 'stock')
    .orderBy('number', 'desc')
    .executeTakeFirst()
  if (last?.ended === null || last?.ended_as === null || last === undefined || !takenAway.includes(last.ended_as)) return false
  if (last.session === session) return true
  if (now() - last.ended > agentEndsWithinMs) return false
  const caller = await db
    .selectFrom('session')
    .select('created')
    .where('id', '=', session)
    .where('first_task', '=', task)
    .executeTakeFirst()
  return caller !== undefined && caller.created >= last.claimed
}
