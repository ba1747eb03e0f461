import type { Context } from '../context.ts'

/**
 * Whether the caller ran the task and does not know yet that another does: its attempt was moved or lost. A process of the attempt is known
 * by its token; the published agent itself by the session in which it took the task.
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
  return last !== undefined && (last.state === 'lost' || last.ended_as === 'moved')
}
