import type { LightMode } from '@clearway/contract'
import { type RawBuilder, sql } from 'kysely'
import type { Actor, Tx } from '../../scope.ts'

/** Whose controllers a light lane takes: as its agent says, or of any queue since somebody widened it. `alias` is that of the table `worker`. */
export function lightModeOf(alias: string): RawBuilder<LightMode | null> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<LightMode | null>`case when ${column('light_mode')} = 'own' and ${column('widened_boot')} = ${column('boot')} then 'any' else ${column('light_mode')} end`
}

/** Lets a light lane take the controllers of any queue, until its agent starts again. Answers false if there is no such lane. */
export async function widenLane(tx: Tx, lane: string, user: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('worker')
    .set((eb) => ({ widened_boot: eb.ref('boot') }))
    .where('company', '=', tx.company)
    .where('user', '=', user)
    .where('id', '=', lane)
    .where('lane', '=', 'light')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  tx.recordChange({ entity: 'worker', id: lane, kind: 'edited', rev: tx.now() })
  return true
}

/** Whether the light lane of the calling user's agent was widened since the agent's start. */
export async function isWidened({ db, company, user }: Actor, agent: string, boot: string): Promise<boolean> {
  const row = await db
    .selectFrom('worker')
    .select('id')
    .where('company', '=', company)
    .where('user', '=', user.id)
    .where('id', '=', `${agent}:light`)
    .where('widened_boot', '=', boot)
    .executeTakeFirst()
  return row !== undefined
}
