import { parse, json } from '../db/sql/json.ts'
import type { Clock, Reader, Tx } from '../scope.ts'
import { ActionError } from '../errors.ts'
import type { Entity } from './field.ts'
import type { Key } from './page.ts'

const minutes = 10

export interface Scroll {
  /** Rows that were created later are not part of the scroll. */
  readonly bound: number
  /** The order of the scroll, which may not change between its parts. */
  readonly order: string
  /** How many rows have been returned. */
  readonly count: number
  readonly last?: Key
}

/** Finds the state of a scroll. An expired one is refused here, and deleted when another scroll is stored. */
export async function findScroll(scope: Reader & Clock, entity: Entity, id: string): Promise<Scroll> {
  const row = await scope.db
    .selectFrom('scroll')
    .select(['state', 'expires'])
    .where('id', '=', id)
    .where('company', '=', scope.company)
    .where('entity', '=', entity)
    .executeTakeFirst()
  if (row === undefined || row.expires <= scope.tick()) throw new ActionError('invalid_scroll', { scroll_id: id })
  return parse<Scroll>(row.state)
}

/** Stores the state of a scroll for ten more minutes. */
export async function storeScroll(tx: Tx, entity: Entity, scroll: Scroll, known?: string): Promise<string> {
  const id = known ?? tx.newId()
  const expires = tx.tick() + minutes * 60_000
  const row = { id, company: tx.company, entity, state: json(scroll), expires }
  await tx.db.deleteFrom('scroll').where('expires', '<=', tx.tick()).execute()
  await tx.db
    .insertInto('scroll')
    .values(row)
    .onConflict((on) => on.column('id').doUpdateSet({ state: row.state, expires }))
    .execute()
  return id
}
