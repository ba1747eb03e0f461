import type { Insertable, Selectable, Updateable } from 'kysely'
import { ActionError } from '../../errors.ts'
import type { Actor, Reader, Tx } from '../../scope.ts'
import { refuseTaken } from '../connection/refuse-taken.ts'
import type { ScheduleTable, TriggerTable } from '../schema.ts'
import { lockedFor, type ReaderFor, type ReadFor } from '../sql/lock-row.ts'

/** The tables of schedules and triggers. The name of a row is unique in its company. */
interface Tables {
  readonly schedule: ScheduleTable
  readonly trigger: TriggerTable
}
type Table = keyof Tables

const notFound = { schedule: 'schedule_not_found', trigger: 'trigger_not_found' } as const

/** A row; for a change it is locked, so of two servers only one decides what it starts. */
export async function findNamed<T extends Table, P extends ReadFor = 'refer'>(
  scope: ReaderFor<P>,
  table: T,
  id: string,
  purpose = 'refer' as P,
) {
  const query = scope.db
    .selectFrom(table as 'schedule')
    .selectAll()
    .where('id', '=', id)
    .where('company', '=', scope.company)
  const row = await lockedFor(scope, query, purpose).executeTakeFirst()
  if (row === undefined) throw new ActionError(notFound[table], { [table]: id })
  return row as unknown as Selectable<Tables[T]>
}

export interface ListedNames {
  readonly id?: readonly string[] | undefined
  readonly name?: string | undefined
  readonly page: number
  readonly pageSize: number
}

export async function listNamed<T extends Table>({ db, company }: Reader, table: T, { id, name, page, pageSize }: ListedNames) {
  let query = db.selectFrom(table as 'schedule').where('company', '=', company)
  if (id !== undefined) query = query.where('id', 'in', id.length === 0 ? [''] : id)
  if (name !== undefined) query = query.where('name', '=', name)
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('name')
    .limit(pageSize)
    .offset(page * pageSize)
    .execute()
  return { rows: rows as unknown as Selectable<Tables[T]>[], total: Number(total) }
}

export type NewNamed<T extends Table> = Omit<Insertable<Tables[T]>, 'id' | 'company' | 'user' | 'created' | 'last_update' | 'rev'> & {
  readonly name: string
}

export async function addNamed<T extends Table>(actor: Actor, table: T, row: NewNamed<T>): Promise<string> {
  const { db, company, user, now, newId } = actor
  const id = newId()
  const values = { ...row, id, company, user: user.id, created: now(), last_update: now(), rev: 1 }
  await refuseTaken(row.name, () =>
    db
      .insertInto(table as 'schedule')
      .values(values as unknown as Insertable<ScheduleTable>)
      .execute(),
  )
  actor.recordChange({ entity: table, id, kind: 'created', rev: 1 })
  return id
}

/** Changes a row. A change that a person made (`edited`) is the row's last update. */
export async function editNamed<T extends Table>(
  tx: Tx,
  table: T,
  id: string,
  { set, kind = 'edited' }: { readonly set: Updateable<Tables[T]>; readonly kind?: string | undefined },
): Promise<void> {
  const changed = set as Updateable<ScheduleTable>
  const row = await refuseTaken(changed.name ?? '', () =>
    tx.db
      .updateTable(table as 'schedule')
      .set((eb) => ({ ...changed, ...(kind === 'edited' ? { last_update: tx.now() } : {}), rev: eb('rev', '+', 1) }))
      .where('id', '=', id)
      .where('company', '=', tx.company)
      .returning('rev')
      .executeTakeFirst(),
  )
  if (row !== undefined) tx.recordChange({ entity: table, id, kind, rev: row.rev })
}

/** Deletes a row that nothing refers to any more. */
export async function deleteNamed(tx: Tx, table: Table, { id, rev }: { readonly id: string; readonly rev: number }): Promise<void> {
  await tx.db
    .deleteFrom(table as 'schedule')
    .where('id', '=', id)
    .where('company', '=', tx.company)
    .execute()
  tx.recordChange({ entity: table, id, kind: 'deleted', rev: rev + 1 })
}
