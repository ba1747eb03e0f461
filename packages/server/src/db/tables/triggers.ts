import type { TriggerOutcome } from '@clearway/contract'
import { type Insertable, sql, type Updateable } from 'kysely'
import { ActionError } from '../../errors.ts'
import type { Actor, Reader, Tx } from '../../scope.ts'
import type { TriggerEventKind, TriggerTable } from '../schema.ts'
import { lockedFor, type ReadFor } from '../sql/lock-row.ts'
import { type ListedNames, refuseTaken } from './schedules.ts'

export async function findTrigger(scope: Reader, id: string, purpose: ReadFor = 'refer') {
  const query = scope.db.selectFrom('trigger').selectAll().where('id', '=', id).where('company', '=', scope.company)
  const row = await lockedFor(scope, query, purpose).executeTakeFirst()
  if (row === undefined) throw new ActionError('trigger_not_found', { trigger: id })
  return row
}

export async function listTriggers({ db, company }: Reader, { id, name, page, pageSize }: ListedNames) {
  let query = db.selectFrom('trigger').where('company', '=', company)
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

export async function addTrigger(
  actor: Actor,
  row: Omit<Insertable<TriggerTable>, 'id' | 'company' | 'user' | 'created' | 'last_update' | 'rev'>,
): Promise<string> {
  const { db, company, user, now, newId } = actor
  const id = newId()
  await refuseTaken(row.name, () =>
    db
      .insertInto('trigger')
      .values({ ...row, id, company, user: user.id, created: now(), last_update: now(), rev: 1 })
      .execute(),
  )
  actor.recordChange({ entity: 'trigger', id, kind: 'created', rev: 1 })
  return id
}

export async function editTrigger(tx: Tx, id: string, set: Updateable<TriggerTable>, kind = 'edited'): Promise<void> {
  const row = await refuseTaken(set.name ?? '', () =>
    tx.db
      .updateTable('trigger')
      .set((eb) => ({ ...set, ...(kind === 'edited' ? { last_update: tx.now() } : {}), rev: eb('rev', '+', 1) }))
      .where('id', '=', id)
      .where('company', '=', tx.company)
      .returning('rev')
      .executeTakeFirst(),
  )
  if (row !== undefined) tx.recordChange({ entity: 'trigger', id, kind, rev: row.rev })
}

export async function deleteTrigger(tx: Tx, id: string): Promise<void> {
  const { rev } = await findTrigger(tx, id, 'remove')
  await watchFor(tx, { id, entity: 'task' }, [])
  await tx.db.deleteFrom('trigger_fire').where('trigger', '=', id).execute()
  await tx.db.deleteFrom('trigger').where('id', '=', id).where('company', '=', tx.company).execute()
  tx.recordChange({ entity: 'trigger', id, kind: 'deleted', rev: rev + 1 })
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

/** The last fires of a trigger, the latest first, with their tasks and the names of what triggered them. */
export async function readTriggerFires({ db }: Pick<Reader, 'db'>, trigger: string, most: number) {
  return db
    .selectFrom('trigger_fire as f')
    .leftJoin('task as t', 't.id', 'f.task')
    .leftJoin('task as st', (join) => join.onRef('st.id', '=', 'f.source').on('f.entity', '=', 'task'))
    .leftJoin('model as sm', (join) => join.onRef('sm.id', '=', 'f.source').on('f.entity', '=', 'model'))
    .select(['f.fired', 'f.outcome', 'f.kind', 'f.value', 'f.source', 'f.task', 'f.reason', 't.name', 't.status'])
    .select(({ fn }) => fn.coalesce('st.name', 'sm.name').as('source_name'))
    .where('f.trigger', '=', trigger)
    .where('f.outcome', 'is not', null)
    .orderBy('f.seq', 'desc')
    .limit(most)
    .execute()
}
