import { sql } from 'kysely'
import { finishedStatuses, type TaskStatus } from '@clearway/contract'
import type { Reader, Scope, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { parse } from '../sql/json.ts'
import { inList } from '../sql/in-list.ts'
import { type Given, preparedRead } from '../sql/prepared.ts'
import { isTagged } from './tags.ts'
import type { StepLaunchKey } from './step-launches.ts'

/** A launched step, with its task's status; null if the task was deleted. */
export interface StepStanding extends StepLaunchKey {
  readonly task: string
  readonly status: TaskStatus | null
  readonly status_reason: string | null
  readonly status_message: string | null
}

const standingColumns = ['l.run', 'l.step', 'l.attempt', 'l.task', 't.status', 't.status_reason', 't.status_message'] as const

export interface ConcernedRuns {
  /** The tasks that are controllers of live runs which the server drives. */
  readonly controllers: readonly string[]
  /** The tasks that run steps of such runs. */
  readonly steps: readonly StepStanding[]
}

/** The live runs, driven by the server, that a move or deletion of the tasks concerns. */
export async function runsConcerned({ db }: Pick<Reader, 'db'>, tasks: readonly string[]): Promise<ConcernedRuns> {
  const among = (column: string) => inList(sql.ref(column), tasks, dialectOf(db))
  // The attempt 0 marks a controller: the attempts of steps count from 1.
  const { rows } = await sql<StepStanding>`
    select l.run, l.step, l.attempt, l.task, t.status, t.status_reason, t.status_message
    from step_launch l join task c on c.id = l.run left join task t on t.id = l.task
    where ${among('l.task')} and c.driver = 'server' and c.status = 'in_progress'
    union all
    select id, '', 0, id, status, status_reason, status_message from task
    where ${among('id')} and driver = 'server' and status = 'in_progress'`.execute(db)
  return {
    controllers: rows.flatMap(({ attempt, run }) => (attempt === 0 ? [run] : [])),
    steps: rows.filter(({ attempt }) => attempt > 0),
  }
}

/** All launched steps of a run. */
export async function stepsOfRun({ db }: Pick<Reader, 'db'>, run: string): Promise<readonly StepStanding[]> {
  return db
    .selectFrom('step_launch as l')
    .leftJoin('task as t', 't.id', 'l.task')
    .select(standingColumns)
    .where('l.run', '=', run)
    .execute()
}

export interface RunRow {
  readonly seq: number
  readonly engine_version: number
  readonly due: 1 | null
  readonly shown_seq: number | null
}

export async function findRun({ db }: Pick<Reader, 'db'>, run: string): Promise<RunRow | undefined> {
  return db.selectFrom('run').select(['seq', 'engine_version', 'due', 'shown_seq']).where('id', '=', run).executeTakeFirst()
}

/** How many events one statement reads. */
const eventsPerStatement = 5_000

const nextEvents = preparedRead((db, given: Given<{ run: string; next: number }>) =>
  db
    .selectFrom('run_event')
    .select(['seq', 'event'])
    .where('run', '=', given('run'))
    .where('seq', '>=', given('next'))
    .orderBy('seq')
    .limit(eventsPerStatement)
    .compile(),
)

/** The events of a run from a sequence number on. */
export async function* eventsFrom<Event>({ db }: Pick<Reader, 'db'>, run: string, from: number): AsyncGenerator<readonly Event[]> {
  for (let next = from; ;) {
    const { rows } = await nextEvents(db, { run, next })
    yield rows.map(({ event }) => parse<Event>(event))
    const last = rows.at(-1)
    if (last === undefined || rows.length < eventsPerStatement) return
    next = last.seq + 1
  }
}

/** Records whether the server has commands of a run left to carry out. */
export async function setRunDue({ db }: Tx, run: string, isDue: boolean): Promise<void> {
  await db
    .updateTable('run')
    .set({ due: isDue ? 1 : null })
    .where('id', '=', run)
    .execute()
}

/** Records up to which event the progress document shows a run. */
export async function setShown({ db }: Tx, run: string, seq: number): Promise<void> {
  await db.updateTable('run').set({ shown_seq: seq }).where('id', '=', run).execute()
}

/** Runs with commands left, of all companies, oldest first. */
export async function dueRuns({ db }: Pick<Reader, 'db'>, engineVersion: number, most: number) {
  return (
    db
      .selectFrom('run')
      .select(['id', 'company'])
      // No parameter, because the index has only rows that are due.
      .where('due', '=', sql.lit(1))
      .where('engine_version', '<=', engineVersion)
      .orderBy('updated')
      .limit(most)
      .execute()
  )
}

/** Live runs whose progress document is out of date, of all companies. All of them, so that none waits behind others that change again and again. */
export async function runsToShow(
  { db }: Pick<Reader, 'db'>,
  engineVersion: number,
): Promise<readonly { readonly id: string; readonly company: string }[]> {
  return db
    .selectFrom('run as r')
    .innerJoin('task as c', 'c.id', 'r.id')
    .select(['r.id', 'r.company'])
    .where('c.driver', '=', 'server')
    .where('r.engine_version', '<=', engineVersion)
    .where('c.status', '=', 'in_progress')
    .where((eb) => eb(eb.fn.coalesce('r.shown_seq', eb.val(0)), '<', eb.ref('r.seq')))
    .execute()
}

/** Sets when a launched step exceeds its time limit; null: it no longer can. */
export async function setDeadline({ db }: Tx, { run, step, attempt }: StepLaunchKey, deadline: number | null): Promise<void> {
  await db
    .updateTable('step_launch')
    .set({ deadline })
    .where('run', '=', run)
    .where('step', '=', step)
    .where('attempt', '=', attempt)
    .execute()
}

/** Sets when a run exceeds its time limit; null: it no longer can. */
export async function setRunDeadline({ db }: Tx, run: string, deadline: number | null): Promise<void> {
  await db.updateTable('run').set({ deadline }).where('id', '=', run).execute()
}

/** Deletes the time limit that a run has exceeded; false if the run has another one since. */
export async function clearRunDeadline({ db, tick }: Tx, run: string): Promise<boolean> {
  const changed = await db
    .updateTable('run')
    .set({ deadline: null })
    .where('id', '=', run)
    .where('deadline', '<=', tick())
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}

/** Deletes the time limit that a launched step has exceeded; false if the step has another one since. */
export async function clearDeadline({ db, tick }: Tx, { run, step, attempt }: StepLaunchKey): Promise<boolean> {
  const changed = await db
    .updateTable('step_launch')
    .set({ deadline: null })
    .where('run', '=', run)
    .where('step', '=', step)
    .where('attempt', '=', attempt)
    .where('deadline', '<=', tick())
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}

/** The runs that have exceeded their time limits, of all companies. */
export async function overdueRuns({ db, tick }: Scope): Promise<readonly { readonly id: string; readonly company: string }[]> {
  return db.selectFrom('run').select(['id', 'company']).where('deadline', '<=', tick()).orderBy('deadline').limit(100).execute()
}

/** The launched steps that have exceeded their time limits, of all companies. */
export async function overdueSteps({ db, tick }: Scope): Promise<readonly (StepLaunchKey & { readonly company: string })[]> {
  return db
    .selectFrom('step_launch')
    .select(['run', 'step', 'attempt', 'company'])
    .where('deadline', '<=', tick())
    .orderBy('deadline')
    .limit(100)
    .execute()
}

/** Finished tasks with a step hash, newest first. */
export async function finishedWithHash({ db, company }: Reader, hash: string, most: number): Promise<readonly string[]> {
  const key =
    dialectOf(db) === 'postgres'
      ? sql`lower((runtime ->> 'pipeline_job_hash') collate "C")`
      : sql`lower(json_extract(runtime, '$."pipeline_job_hash"'))`
  const rows = await db
    .selectFrom('task as t')
    .select('t.id')
    .where('t.company', 'in', [company, ''])
    .where('t.status', 'in', finishedStatuses)
    .where(sql<boolean>`${key} = ${hash.toLowerCase()}`)
    .where((eb) => eb.not(isTagged('t.id', 'archived')))
    .orderBy('t.completed', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ id }) => id)
}

/** The newest finished task of a name in a project. */
export async function newestFinished({ db, company }: Reader, project: string, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('task')
    .select('id')
    .where('company', '=', company)
    .where('project', '=', project)
    .where('name', '=', name)
    .where('status', 'in', finishedStatuses)
    .orderBy('completed', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** The live tasks for which the runs of a company wait that the server drives. */
export async function waitsOfServerRuns({
  db,
  company,
}: Reader): Promise<readonly { readonly waiter: string; readonly awaited: string }[]> {
  return db
    .selectFrom('task as c')
    .innerJoin('step_launch as l', 'l.run', 'c.id')
    .innerJoin('task as t', 't.id', 'l.task')
    .select(['c.id as waiter', 't.id as awaited'])
    .distinct()
    .where('c.driver', '=', 'server')
    .where('c.status', '=', 'in_progress')
    .where('c.company', '=', company)
    .where('t.status', 'in', ['queued', 'in_progress'])
    .execute()
}
