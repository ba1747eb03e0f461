import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'

/** Who held a slot is asked only for waits that are longer. In ms. */
const shortestWait = 1000
/** A step did not wait for a slot that was free for longer before the step got it. In ms. */
const longestFree = 10_000

export type StepAttemptRow = Awaited<ReturnType<typeof readStepAttempts>>[number]

/** The attempts at the tasks of a run, of each in their order, with the id of the attempt that held an attempt's slot while it waited for it. */
export async function readStepAttempts({ db, company }: Reader, tasks: readonly string[]) {
  return db
    .selectFrom('attempt as a')
    .select(['a.task', 'a.worker', 'a.queued', 'a.claimed', 'a.started', 'a.ended', 'a.ended_as', 'a.reason'])
    .select(slotHolder().as('holder'))
    .where('a.company', '=', company)
    .where(inList(sql.ref('a.task'), tasks, dialectOf(db)))
    .orderBy('a.task')
    .orderBy('a.number')
    .execute()
}

/** The attempt that ran in the slot of attempt `a` before it, if it did so while `a` waited. */
function slotHolder() {
  return sql<string | null>`case when a.lane = 'step' and a.claimed - a.queued >= ${sql.lit(shortestWait)} then
    (select case when h.ended > a.queued and h.ended >= a.claimed - ${sql.lit(longestFree)} then h.id end from attempt h
      where h.worker = a.worker and h.claimed < a.claimed and h.company = a.company and h.task <> a.task
      order by h.claimed desc limit 1) end`
}

export type HolderRow = Awaited<ReturnType<typeof readHolders>>[number]

/** Attempts that have ended: when each held its slot, the name of its task, and the run that this belongs to. */
export async function readHolders({ db, company }: Reader, attempts: readonly string[]) {
  if (attempts.length === 0) return []
  return db
    .selectFrom('attempt as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .leftJoin('task as p', (join) => join.onRef('p.id', '=', 't.parent').on('p.type', '=', 'controller'))
    .select(['a.id as attempt', 'a.claimed', 'a.ended', 't.id', 't.name', 'p.id as runId', 'p.name as runName'])
    .where('t.company', '=', company)
    .where(inList(sql.ref('a.id'), attempts, dialectOf(db)))
    .execute()
}
