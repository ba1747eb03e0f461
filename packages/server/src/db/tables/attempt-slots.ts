import type { Reader, Tx } from '../../scope.ts'
import type { AttemptRow } from './attempts.ts'

/** Whether an attempt occupies a slot of its agent. */
export function holdsSlot({ state, lane }: Pick<AttemptRow, 'state' | 'lane'>): boolean {
  return state === 'running' && lane === 'step'
}

/** Moves an attempt from its slot to the light lane of its agent, where it occupies no slot. */
export async function leaveSlot({ db, company }: Tx, { id, agent }: AttemptRow): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ lane: 'light', slot: null, worker: `${agent}:light` })
    .where('id', '=', id)
    .where('company', '=', company)
    .execute()
}

/** Those of these attempts that run without a slot. */
export async function withoutSlot({ db, company }: Reader, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('attempt')
    .select('id')
    .where('id', 'in', ids)
    .where('company', '=', company)
    .where('state', '=', 'running')
    .where('lane', '=', 'light')
    .execute()
  return rows.map(({ id }) => id)
}
