import type { FireOutcome } from '@clearway/contract'
import { type Insertable, sql, type Updateable } from 'kysely'
import { ActionError } from '../../errors.ts'
import type { Actor, Reader, Tx } from '../../scope.ts'
import { isUniqueViolation } from '../connection/db-error.ts'
import type { ScheduleFireTable, ScheduleTable } from '../schema.ts'
import { lockedFor, type ReadFor } from '../sql/lock-row.ts'

/** A schedule; for a change its row is locked, so of two servers only one decides on a due time. */
export async function findSchedule(scope: Reader, id: string, purpose: ReadFor = 'refer') {
  const query = scope.db.selectFrom('schedule').selectAll().where('id', '=', id).where('company', '=', scope.company)
  const row = await lockedFor(scope, query, purpose).executeTakeFirst()
  if (row === undefined) throw new ActionError('schedule_not_found', { schedule: id })
  return row
}

export interface ListedNames {
  readonly id?: readonly string[] | undefined
  readonly name?: string | undefined
  readonly page: number
  readonly pageSize: number
}

export async function listSchedules({ db, company }: Reader, { id, name, page, pageSize }: ListedNames) {
  let query = db.selectFrom('schedule').where('company', '=', company)
  if (id !== undefined) query = query.where('id', 'in', id.length === 0 ? [''] : id)
  if (name !== undefined) query = query.where('name', '=', name)
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('name')
    .limit(pageSize)
    .offset(page * pageSize)
    .execute()
  return { rows, total: Number(total) }
}

export async function addSchedule(
  actor: Actor,
  row: Omit<Insertable<ScheduleTable>, 'id' | 'company' | 'user' | 'created' | 'last_update' | 'rev'>,
): Promise<string> {
  const { db, company, user, now, newId } = actor
  const id = newId()
  await refuseTaken(row.name, () =>
    db
      .insertInto('schedule')
      .values({ ...row, id, company, user: user.id, created: now(), last_update: now(), rev: 1 })
      .execute(),
  )
  actor.recordChange({ entity: 'schedule', id, kind: 'created', rev: 1 })
  return id
}

export async function editSchedule(tx: Tx, id: string, set: Updateable<ScheduleTable>, kind = 'edited'): Promise<void> {
  const row = await refuseTaken(set.name ?? '', () =>
    tx.db
      .updateTable('schedule')
      .set((eb) => ({ ...set, ...(kind === 'edited' ? { last_update: tx.now() } : {}), rev: eb('rev', '+', 1) }))
      .where('id', '=', id)
      .where('company', '=', tx.company)
      .returning('rev')
      .executeTakeFirst(),
  )
  if (row !== undefined) tx.recordChange({ entity: 'schedule', id, kind, rev: row.rev })
}

export async function refuseTaken<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (isUniqueViolation(error)) throw new ActionError('name_taken', { name }, { cause: error })
    throw error
  }
}

export async function deleteSchedule(tx: Tx, id: string): Promise<void> {
  const { rev } = await findSchedule(tx, id, 'remove')
  await tx.db.deleteFrom('schedule_fire').where('schedule', '=', id).execute()
  await tx.db.deleteFrom('schedule').where('id', '=', id).where('company', '=', tx.company).execute()
  tx.recordChange({ entity: 'schedule', id, kind: 'deleted', rev: rev + 1 })
}

/** The schedule that is due first, of all companies. */
export async function firstDue({ db }: Pick<Reader, 'db'>) {
  return db
    .selectFrom('schedule')
    .select(['id', 'company', 'next_due'])
    .where('next_due', 'is not', null)
    .orderBy('next_due')
    .limit(1)
    .executeTakeFirst()
}

/** The schedules with due times that wait for the task before them, of all companies. */
export async function schedulesThatWait({ db }: Pick<Reader, 'db'>) {
  return db.selectFrom('schedule_fire').select(['schedule as id', 'company']).distinct().where('outcome', '=', 'waiting').execute()
}

/** The tasks of a schedule that have not ended, the latest first. */
export async function runningTasksOf({ db }: Pick<Reader, 'db'>, schedule: string): Promise<string[]> {
  const rows = await db
    .selectFrom('schedule_fire as f')
    .innerJoin('task as t', 't.id', 'f.task')
    .select('t.id')
    .where('f.schedule', '=', schedule)
    .where('t.status', 'in', ['created', 'queued', 'in_progress'])
    .orderBy('f.due', 'desc')
    .execute()
  return rows.map(({ id }) => id)
}

/** The due times of a schedule that wait, in their order. */
export async function waitingDueTimes({ db }: Pick<Reader, 'db'>, schedule: string): Promise<number[]> {
  const rows = await db
    .selectFrom('schedule_fire')
    .select('due')
    .where('schedule', '=', schedule)
    .where('outcome', '=', 'waiting')
    .orderBy('due')
    .execute()
  return rows.map(({ due }) => due)
}

export interface Fire {
  readonly due: number
  readonly outcome: FireOutcome
  readonly manual?: boolean
  readonly passedOver?: number
  readonly task?: string | undefined
  readonly reason?: string | undefined
}

/** How many fires of each schedule are stored. */
const storedFires = 200

/** Records what became of a due time. The primary key refuses a second record of it. */
export async function addFire({ db, company, now }: Tx, schedule: string, fire: Fire): Promise<void> {
  await db
    .insertInto('schedule_fire')
    .values({
      schedule,
      company,
      due: fire.due,
      fired: now(),
      outcome: fire.outcome,
      manual: fire.manual === true ? 1 : 0,
      passed_over: fire.passedOver ?? 0,
      task: fire.task ?? null,
      reason: fire.reason ?? '',
    })
    .execute()
  await db
    .deleteFrom('schedule_fire')
    .where('schedule', '=', schedule)
    .where('outcome', '<>', 'waiting')
    .where(
      'due',
      '<',
      sql<number>`(select min(due) from (select due from schedule_fire where schedule = ${schedule} order by due desc limit ${storedFires}) as kept)`,
    )
    .execute()
}

/** Records what became of a due time that waited. */
export async function settleFire(
  { db, now }: Tx,
  schedule: string,
  due: number,
  set: Pick<Updateable<ScheduleFireTable>, 'outcome' | 'task' | 'reason'>,
): Promise<void> {
  await db
    .updateTable('schedule_fire')
    .set({ ...set, fired: now() })
    .where('schedule', '=', schedule)
    .where('due', '=', due)
    .where('outcome', '=', 'waiting')
    .execute()
}

/** Whether a due time has a record. */
export async function isFired({ db }: Pick<Reader, 'db'>, schedule: string, due: number): Promise<boolean> {
  const query = db.selectFrom('schedule_fire').select('due').where('schedule', '=', schedule).where('due', '=', due)
  return (await query.executeTakeFirst()) !== undefined
}

/** The last fires of a schedule, the latest first, with their tasks. */
export async function readFires(reader: Pick<Reader, 'db'>, schedule: string, most: number) {
  return firesOf(reader, schedule).orderBy('f.due', 'desc').limit(most).execute()
}

/** What became of one due time. */
export async function readFire(reader: Pick<Reader, 'db'>, schedule: string, due: number) {
  return firesOf(reader, schedule).where('f.due', '=', due).executeTakeFirstOrThrow()
}

function firesOf({ db }: Pick<Reader, 'db'>, schedule: string) {
  return db
    .selectFrom('schedule_fire as f')
    .leftJoin('task as t', 't.id', 'f.task')
    .select(['f.due', 'f.fired', 'f.outcome', 'f.manual', 'f.passed_over', 'f.task', 'f.reason', 't.name', 't.status'])
    .where('f.schedule', '=', schedule)
}
