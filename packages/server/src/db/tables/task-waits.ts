import { type RawBuilder, sql } from 'kysely'
import type { Clock, Reader, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { rowBatches } from '../sql/row-batches.ts'

/** How long a task counts as waiting after its last request: stock controllers poll every 12 to 60 s. */
const countsMilliseconds = 90_000
/** How long the same pair is not written again. */
const freshMilliseconds = 20_000

/** Those of the awaited tasks whose wait was not written recently. */
export async function staleWaits({ db, tick }: Reader & Clock, waiter: string, awaited: readonly string[]): Promise<readonly string[]> {
  const asked = [...new Set(awaited)].filter((id) => id !== waiter)
  if (asked.length === 0) return []
  const known = await db
    .selectFrom('task_wait')
    .select(['awaited', 'seen'])
    .where('waiter', '=', waiter)
    .where(inList(sql.ref('awaited'), asked, dialectOf(db)))
    .execute()
  const at = tick()
  // After the clock was set back, stored times may be in the future. These count as old, like times of the past.
  const fresh = new Set(known.filter(({ seen }) => Math.abs(at - seen) < freshMilliseconds).map((pair) => pair.awaited))
  return asked.filter((id) => !fresh.has(id))
}

/** Records that the processes of one task asked for the status of others. */
export async function writeTaskWaits({ db, company, tick }: Tx, waiter: string, due: readonly string[]): Promise<void> {
  const seen = tick()
  for (const batch of rowBatches(due.map((awaited) => ({ waiter, awaited, company, seen }))))
    await db
      .insertInto('task_wait')
      .values(batch)
      .onConflict((c) => c.columns(['waiter', 'awaited']).doUpdateSet({ seen }))
      .execute()
}

/** The current waits of a company. Aliases are replaced by their tasks. */
export async function readTaskWaits({
  db,
  company,
  tick,
}: Reader & Clock): Promise<{ readonly waiter: string; readonly awaited: string }[]> {
  return db
    .selectFrom('task_wait as w')
    .leftJoin('task_alias as a', 'a.alias', 'w.awaited')
    .select(['w.waiter', ({ fn }) => fn.coalesce('a.task', 'w.awaited').as('awaited')])
    .where('w.company', '=', company)
    .where(counting(tick()))
    .execute()
}

/** The companies in which some task waits for a queued task, or for a run that the server drives; there can be no stall in others. */
export async function companiesThatWait({ db, tick }: Reader & Clock): Promise<string[]> {
  const rows = await db
    .selectFrom('task_wait as w')
    .leftJoin('task_alias as a', 'a.alias', 'w.awaited')
    .leftJoin('queue_entry as e', (join) => join.on((eb) => eb('e.task', '=', eb.fn.coalesce('a.task', 'w.awaited'))))
    .leftJoin('task as c', (join) => join.on((eb) => eb('c.id', '=', eb.fn.coalesce('a.task', 'w.awaited'))).on('c.driver', '=', 'server'))
    .select('w.company')
    .distinct()
    .where((eb) => eb.or([eb('c.status', '=', 'in_progress'), eb.and([eb('e.task', 'is not', null), eb('e.attempt', 'is', null)])]))
    .where(counting(tick()))
    .execute()
  return rows.map(({ company }) => company)
}

export async function deleteTaskWaits({ db, tick }: Tx): Promise<void> {
  await db
    .deleteFrom('task_wait as w')
    .where(sql<boolean>`not ${counting(tick())}`)
    .execute()
}

/** The condition that a wait is recent: neither too old, nor in the future after the clock was set back. */
function counting(at: number): RawBuilder<boolean> {
  return sql<boolean>`(w.seen > ${at - countsMilliseconds} and w.seen < ${at + countsMilliseconds})`
}
