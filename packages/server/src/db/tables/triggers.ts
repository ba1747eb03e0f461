import type { TriggerOutcome } from '@clearway/contract'
import { sql, type Updateable } from 'kysely'
import type { Actor, Reader, Tx } from '../../scope.ts'
import type { TriggerEventKind, TriggerTable } from '../schema.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { lockedFor, type ReaderFor, type ReadFor } from '../sql/lock-row.ts'
import { addNamed, deleteNamed, editNamed, findNamed, type ListedNames, listNamed, type NewNamed } from './named-rows.ts'

export const findTrigger = <P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose?: P) =>
  findNamed(scope, 'trigger', id, purpose)
export const listTriggers = (reader: Reader, which: ListedNames) => listNamed(reader, 'trigger', which)
export const addTrigger = (actor: Actor, row: NewNamed<'trigger'>) => addNamed(actor, 'trigger', row)
export const editTrigger = (tx: Tx, id: string, set: Updateable<TriggerTable>, kind?: string) => editNamed(tx, 'trigger', id, { set, kind })

export async function deleteTrigger(tx: Tx, id: string): Promise<void> {
  const trigger = await findTrigger(tx, id, 'remove')
  await watchFor(tx, trigger, [])
  await tx.db.deleteFrom('trigger_fire').where('trigger', '=', id).execute()
  await deleteNamed(tx, 'trigger', trigger)
}

export interface WatchedValue {
  readonly kind: TriggerEventKind
  readonly value: string
}

/** Sets for which statuses and tags a trigger waits. From the commit on, the database records them. */
export async function watchFor(
  { db, company }: Tx,
  { id, entity }: Pick<TriggerTable, 'id' | 'entity'>,
  values: readonly WatchedValue[],
): Promise<void> {
  await db.deleteFrom('trigger_watch').where('trigger', '=', id).execute()
  if (values.length > 0)
    await db
      .insertInto('trigger_watch')
      .values(values.map(({ kind, value }) => ({ company, entity, kind, value, trigger: id })))
      .execute()
}

/** The recorded events that no trigger has processed, in their order, of all companies. */
export async function pendingEvents({ db }: Pick<Reader, 'db'>, most: number) {
  return db
    .selectFrom('trigger_fire')
    .select(['seq', 'company', 'trigger', 'entity', 'source', 'kind', 'value'])
    .where('outcome', 'is', null)
    .orderBy('seq')
    .limit(most)
    .execute()
}

/** Locks a pending event. Answers false if another server has processed it. */
export async function lockEvent(tx: Tx, seq: number): Promise<boolean> {
  const query = tx.db.selectFrom('trigger_fire').select('seq').where('seq', '=', seq).where('outcome', 'is', null)
  return (await lockedFor(tx, query, 'change').executeTakeFirst()) !== undefined
}

/** Deletes an event whose other conditions do not hold. */
export async function dropEvent({ db }: Tx, seq: number): Promise<void> {
  await db.deleteFrom('trigger_fire').where('seq', '=', seq).execute()
}

/** How many fires of each trigger are stored. */
const storedFires = 200

/** Records what a trigger made of an event. */
export async function settleEvent(
  { db, now }: Tx,
  { seq, trigger }: { readonly seq: number; readonly trigger: string },
  { outcome, task, reason }: { readonly outcome: TriggerOutcome; readonly task?: string; readonly reason?: string },
): Promise<void> {
  await db
    .updateTable('trigger_fire')
    .set({ outcome, fired: now(), task: task ?? null, reason: reason ?? '' })
    .where('seq', '=', seq)
    .execute()
  await db
    .deleteFrom('trigger_fire')
    .where('trigger', '=', trigger)
    .where('outcome', 'is not', null)
    .where(
      'seq',
      '<',
      sql<number>`(select min(seq) from (select seq from trigger_fire where "trigger" = ${trigger} order by seq desc limit ${storedFires}) as kept)`,
    )
    .execute()
}

/** The fires that started one of these tasks. */
export async function firesOfTasks({ db, company }: Reader, tasks: readonly string[]) {
  if (tasks.length === 0) return []
  return db
    .selectFrom('trigger_fire')
    .select(['seq', 'trigger', 'entity', 'source'])
    .where('task', 'in', tasks)
    .where('company', '=', company)
    .execute()
}

/** The last fires of triggers, of each the latest first, with their tasks and the names of what triggered them. */
export async function readTriggerFires({ db }: Pick<Reader, 'db'>, triggers: readonly string[], most: number) {
  if (triggers.length === 0 || most === 0) return []
  return db
    .selectFrom('trigger as g')
    .innerJoin('trigger_fire as f', 'f.trigger', 'g.id')
    .leftJoin('task as t', 't.id', 'f.task')
    .leftJoin('task as st', (join) => join.onRef('st.id', '=', 'f.source').on('f.entity', '=', 'task'))
    .leftJoin('model as sm', (join) => join.onRef('sm.id', '=', 'f.source').on('f.entity', '=', 'model'))
    .select(['f.trigger', 'f.fired', 'f.outcome', 'f.kind', 'f.value', 'f.source', 'f.task', 'f.reason', 't.name', 't.status'])
    .select(({ fn }) => fn.coalesce('st.name', 'sm.name').as('source_name'))
    .where(inList(sql.ref('g.id'), triggers, dialectOf(db)))
    .where('f.outcome', 'is not', null)
    .where('f.seq', '>=', (eb) =>
      eb.fn.coalesce(
        eb
          .selectFrom('trigger_fire as x')
          .select('x.seq')
          .whereRef('x.trigger', '=', 'g.id')
          .where('x.outcome', 'is not', null)
          .orderBy('x.seq', 'desc')
          .limit(1)
          .offset(most - 1),
        sql<number>`0`,
      ),
    )
    .orderBy('f.seq', 'desc')
    .execute()
}

/** Deletes what the database recorded for triggers about a row, and no trigger has fired for yet. */
export async function dropFires({ db, company }: Tx, entity: TriggerTable['entity'], source: string): Promise<void> {
  await db
    .deleteFrom('trigger_fire')
    .where('company', '=', company)
    .where('entity', '=', entity)
    .where('source', '=', source)
    .where('outcome', 'is', null)
    .execute()
}
