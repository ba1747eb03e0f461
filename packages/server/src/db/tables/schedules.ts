import { type FireOutcome, openStatuses, type Start } from '@clearway/contract'
import { sql, type Updateable } from 'kysely'
import type { Actor, Reader, Tx } from '../../scope.ts'
import type { ScheduleFireTable, ScheduleTable } from '../schema.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { parse } from '../sql/json.ts'
import type { ReaderFor, ReadFor } from '../sql/lock-row.ts'
import { addNamed, deleteNamed, editNamed, findNamed, type ListedNames, listNamed, type NewNamed } from './named-rows.ts'

export const findSchedule = <P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose?: P) =>
  findNamed(scope, 'schedule', id, purpose)
export const listSchedules = (reader: Reader, which: ListedNames) => listNamed(reader, 'schedule', which)
export const addSchedule = (actor: Actor, row: NewNamed<'schedule'>) => addNamed(actor, 'schedule', row)
export const editSchedule = (tx: Tx, id: string, set: Updateable<ScheduleTable>, kind?: string) =>
  editNamed(tx, 'schedule', id, { set, kind })

export async function deleteSchedule(tx: Tx, id: string): Promise<void> {
  const schedule = await findSchedule(tx, id, 'remove')
  await tx.db.deleteFrom('schedule_fire').where('schedule', '=', id).execute()
  await deleteNamed(tx, 'schedule', schedule)
}

/** The schedule that is due first, of all companies and but for the given schedules. */
export async function firstDue({ db }: Pick<Reader, 'db'>, except: readonly string[]) {
  let query = db.selectFrom('schedule').select(['id', 'company', 'next_due']).where('next_due', 'is not', null)
  if (except.length > 0) query = query.where((eb) => eb.not(inList(sql.ref('id'), except, dialectOf(db))))
  return query.orderBy('next_due').limit(1).executeTakeFirst()
}

/** What the schedules of a company start and when, the next one first; no more than `most`. */
export async function nextStarts({ db, company }: Reader, most: number) {
  const rows = await db
    .selectFrom('schedule')
    .select(['start', 'next_due'])
    .where('company', '=', company)
    .where('next_due', 'is not', null)
    .orderBy('next_due')
    .limit(most)
    .execute()
  return rows.map(({ start, next_due: due }) => ({ start: parse<Start>(start), due: Number(due) }))
}

/** The schedules with due times that wait for the task before them alone, of all companies: of a paused schedule only fires by hand. */
export async function schedulesThatWait({ db }: Pick<Reader, 'db'>) {
  return db
    .selectFrom('schedule_fire as f')
    .innerJoin('schedule as s', 's.id', 'f.schedule')
    .select(['s.id', 's.company'])
    .distinct()
    .where('f.outcome', '=', 'waiting')
    .where((eb) => eb.or([eb('s.enabled', '=', 1), eb('f.manual', '=', 1)]))
    .execute()
}

/** The tasks of a schedule that have not ended, the latest first. */
export async function runningTasksOf(
  { db }: Pick<Reader, 'db'>,
  schedule: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return db
    .selectFrom('schedule_fire as f')
    .innerJoin('task as t', 't.id', 'f.task')
    .select(['t.id', 't.name'])
    .where('f.schedule', '=', schedule)
    .where('t.status', 'in', openStatuses)
    .orderBy('f.due', 'desc')
    .execute()
}

/** The due times of a schedule that wait, in their order. */
export async function waitingDueTimes({ db }: Pick<Reader, 'db'>, schedule: string) {
  return db
    .selectFrom('schedule_fire')
    .select(['due', 'manual'])
    .where('schedule', '=', schedule)
    .where('outcome', '=', 'waiting')
    .orderBy('due')
    .execute()
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

/** The last fires of schedules, of each the latest first, with their tasks. */
export async function readFires({ db }: Pick<Reader, 'db'>, schedules: readonly string[], most: number) {
  if (schedules.length === 0 || most === 0) return []
  return fires(db)
    .innerJoin('schedule as s', 's.id', 'f.schedule')
    .where(inList(sql.ref('s.id'), schedules, dialectOf(db)))
    .where('f.due', '>=', (eb) =>
      eb.fn.coalesce(
        eb
          .selectFrom('schedule_fire as x')
          .select('x.due')
          .whereRef('x.schedule', '=', 's.id')
          .orderBy('x.due', 'desc')
          .limit(1)
          .offset(most - 1),
        sql<number>`0`,
      ),
    )
    .orderBy('f.due', 'desc')
    .execute()
}

/** What became of one due time. */
export async function readFire({ db }: Pick<Reader, 'db'>, schedule: string, due: number) {
  return fires(db).where('f.schedule', '=', schedule).where('f.due', '=', due).executeTakeFirstOrThrow()
}

function fires(db: Reader['db']) {
  return db
    .selectFrom('schedule_fire as f')
    .leftJoin('task as t', 't.id', 'f.task')
    .select(['f.schedule', 'f.due', 'f.fired', 'f.outcome', 'f.manual', 'f.passed_over', 'f.task', 'f.reason', 't.name', 't.status'])
}
