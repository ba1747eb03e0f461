import { sql } from 'kysely'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import type { Reader, Tx } from '../../scope.ts'

/**
 * Resets the task's last iteration to where its last attempt began, because ClearML's client counts on from the last iteration and this attempt
 * repeats the last one.
 */
export async function rewindIterations({ db, company }: Tx, task: string): Promise<void> {
  await db
    .updateTable('task')
    .set((eb) => ({
      last_iteration: eb.fn.coalesce(
        eb
          .selectFrom('attempt')
          .select('begin_iteration')
          .where('task', '=', task)
          .where('started', 'is not', null)
          .orderBy('number', 'desc')
          .limit(1),
        'last_iteration',
      ),
    }))
    .where('id', '=', task)
    .where('company', '=', company)
    .execute()
}

/** The columns of an attempt `a` and of its queue `q` that are shown. */
const attemptColumns = [
  'a.task',
  'a.number',
  'a.state',
  'a.queued',
  'a.claimed',
  'a.started',
  'a.ended',
  'a.worker',
  'a.lane',
  'a.ended_as',
  'a.exit_code',
  'a.reason',
  'q.name as queueName',
] as const

/** The attempts at tasks, of each in their order. */
export async function attemptsOf({ db, company }: Reader, tasks: readonly string[]) {
  return db
    .selectFrom('attempt as a')
    .leftJoin('queue as q', 'q.id', 'a.queue')
    .select(attemptColumns)
    .where('a.company', '=', company)
    .where(inList(sql.ref('a.task'), tasks, dialectOf(db)))
    .orderBy('a.task')
    .orderBy('a.number')
    .execute()
}

/** The latest attempts of an agent, the latest first, each with its task and the run of which that is a step. */
export async function latestAttemptsOfAgent({ db, company }: Reader, agent: string, limit: number) {
  return db
    .selectFrom('attempt as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .leftJoin('task as run', (join) => join.onRef('run.id', '=', 't.parent').on('run.type', '=', 'controller'))
    .leftJoin('queue as q', 'q.id', 'a.queue')
    .select(attemptColumns)
    .select(['t.name', 't.type', 'run.id as runId', 'run.name as runName'])
    .where('a.company', '=', company)
    .where('a.agent', '=', agent)
    .orderBy('a.claimed', 'desc')
    .orderBy('a.id', 'desc')
    .limit(limit)
    .execute()
}

/** When and why a task's attempts were moved to another worker, the latest first. */
export async function movesOf({ db, company }: Reader, task: string) {
  return db
    .selectFrom('attempt')
    .select(['ended', 'worker', 'reason'])
    .where('company', '=', company)
    .where('task', '=', task)
    .where('ended_as', '=', 'moved')
    .orderBy('number', 'desc')
    .execute()
}

/** The latest attempt at a task that a session has claimed. */
export async function lastAttemptOfSession({ db, company }: Reader, session: string, task: string) {
  return db
    .selectFrom('attempt')
    .select(['state', 'ended_as'])
    .where('session', '=', session)
    .where('company', '=', company)
    .where('task', '=', task)
    .orderBy('number', 'desc')
    .executeTakeFirst()
}

/** How the attempt of this number ended; undefined if there is none or it has not ended. */
export async function endOfAttemptNumber({ db }: Pick<Reader, 'db'>, task: string, number: number): Promise<string | undefined> {
  const row = await db.selectFrom('attempt').select('ended_as').where('task', '=', task).where('number', '=', number).executeTakeFirst()
  return row?.ended_as ?? undefined
}

/** The latest attempt of a published agent at a task. */
export async function lastStockAttempt({ db, company }: Reader, task: string) {
  return db
    .selectFrom('attempt')
    .select(['session', 'claimed', 'ended', 'ended_as'])
    .where('company', '=', company)
    .where('task', '=', task)
    .where('kind', '=', 'stock')
    .orderBy('number', 'desc')
    .executeTakeFirst()
}
