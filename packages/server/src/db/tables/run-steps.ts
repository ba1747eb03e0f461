import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { isShownRun } from '../sql/shown-run.ts'
import { firstStart } from '../sql/first-start.ts'
import { inList } from '../sql/in-list.ts'
import { jsonTexts } from '../sql/json-text.ts'
import { openReach, type StreamCursor } from './change-frontier.ts'

/** The controllers of runs, each with when it first began. */
export async function readRunHeads({ db, company }: Reader, ids: readonly string[]) {
  return db
    .selectFrom('task as t')
    .select(['t.id', 't.name', 't.type', 't.project', 't.status', firstStart('t').as('begun')])
    .where('t.company', '=', company)
    .where('t.type', '=', 'controller')
    .where(inList(sql.ref('t.id'), ids, dialectOf(db)))
    .execute()
}

/** The last runs in a project that lists show, the newest first; each with when it first began. */
export async function readLastRuns({ db, company }: Reader, project: string, limit: number) {
  return db
    .selectFrom('task as t')
    .select(['t.id', 't.name', 't.status', 't.status_changed', 't.started', 't.completed', firstStart('t').as('begun')])
    .where('t.company', '=', company)
    .where('t.project', '=', project)
    .where(isShownRun('t'))
    .orderBy('t.created', 'desc')
    .orderBy('t.id', 'desc')
    .limit(limit)
    .execute()
}

/** A run's controller, with the names of its project and user, its version and the repository of its code, and when the run first began. */
export async function findRunHead({ db, company }: Reader, id: string) {
  const [script, runtime] = [jsonTexts(db, 't.script'), jsonTexts(db, 't.runtime')]
  return db
    .selectFrom('task as t')
    .leftJoin('project as p', 'p.id', 't.project')
    .leftJoin('user as u', 'u.id', 't.user')
    .select(['t.id', 't.name', 't.type', 't.status', 't.status_reason', 't.status_message', 't.status_changed'])
    .select(['t.created', 't.started', 't.completed', 't.project', 'p.name as projectName'])
    .select(['t.user', 'u.name as userName', 't.repository', runtime('version').as('version')])
    .select([script('branch').as('branch'), script('tag').as('tag'), script('version_num').as('commit')])
    .select(firstStart('t').as('begun'))
    .where('t.id', '=', id)
    .where('t.company', 'in', [company, ''])
    .executeTakeFirstOrThrow()
}

export type StepStateRow = Awaited<ReturnType<typeof readStepStates>>[number]

/** The states of the tasks that run steps, when they ran, and their projects. */
export async function readStepStates({ db, company }: Reader, ids: readonly string[]) {
  return db
    .selectFrom('task as t')
    .select(['t.id', 't.status', 't.started', 't.completed', 't.project'])
    .where('t.company', '=', company)
    .where(inList(sql.ref('t.id'), ids, dialectOf(db)))
    .execute()
}

export type StepTaskRow = Awaited<ReturnType<typeof readStepTasks>>[number]

/** The tasks that ran steps. */
export async function readStepTasks(reader: Reader, ids: readonly string[]) {
  return selectTasks(reader)
    .where(inList(sql.ref('t.id'), ids, dialectOf(reader.db)))
    .execute()
}

/** A run's tasks by their names, the newest first: those of steps whose launch their controller has not recorded yet. */
export async function readUnrecordedTasks(reader: Reader, run: string, names: readonly string[]) {
  return selectTasks(reader)
    .where('t.parent', '=', run)
    .where(inList(sql.ref('t.name'), names, dialectOf(reader.db)))
    .orderBy('t.created', 'desc')
    .orderBy('t.id', 'desc')
    .execute()
}

function selectTasks({ db, company }: Reader) {
  return db
    .selectFrom('task as t')
    .leftJoin('queue as q', 'q.id', 't.queue')
    .select(['t.id', 't.name', 't.status', 't.status_reason', 't.status_message', 't.status_changed'])
    .select(['t.created', 't.started', 't.completed', 't.last_worker', 'q.name as queueName'])
    .where('t.company', '=', company)
}

/**
 * The tasks that changed after a position of the change stream, each with its name if it is a task of the run; undefined if there are more than
 * `limit`.
 */
export async function changedTasks(
  { db, company }: Reader,
  run: string,
  { seq, beforeXid }: StreamCursor,
  limit: number,
): Promise<readonly { readonly id: string; readonly name: string | null }[] | undefined> {
  // A transaction that was open when the position was taken may have committed lower numbers since.
  const isLater = beforeXid === undefined ? sql<boolean>`c.seq > ${seq}` : sql<boolean>`(c.seq > ${seq} or c.xid >= ${beforeXid})`
  const from = beforeXid === undefined ? seq : seq - openReach
  const rows = await db
    .selectFrom('change as c')
    .leftJoin('task as t', (join) => join.onRef('t.id', '=', 'c.id').on('t.parent', '=', run))
    .select(['c.id', 't.name'])
    .distinct()
    .where('c.company', '=', company)
    .where('c.entity', '=', 'task')
    .where('c.seq', '>', from)
    .where(isLater)
    .limit(limit + 1)
    .execute()
  return rows.length > limit ? undefined : rows
}
