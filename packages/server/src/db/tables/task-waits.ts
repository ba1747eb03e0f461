import { type RawBuilder, sql } from 'kysely'
import type { Clock, Reader, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { rowBatches } from '../sql/row-batches.ts'

/** How long a task counts as waiting after its last request: ClearML's controllers poll every 12 to 60 s. */
const countsMilliseconds = 90_000
/** How long the same pair is not written again. */
const freshMilliseconds = 20_000

/** Which of the awaited tasks have to be written, because their wait was not written recently, and whether the waiter did not wait for one of them before. */
export async function staleWaits(
  { db, tick }: Reader & Clock,
  waiter: string,
  awaited: readonly string[],
): Promise<{ readonly due: readonly string[]; readonly begins: boolean }> {
  const asked = [...new Set(awaited)].filter((id) => id !== waiter)
  if (asked.length === 0) return { due: [], begins: false }
  const known = await db
    .selectFrom('task_wait')
    .select(['awaited', 'seen'])
    .where('waiter', '=', waiter)
    .where(inList(sql.ref('awaited'), asked, dialectOf(db)))
    .execute()
  const at = tick()
  // After the clock was set back, stored times may be in the future. These count as old, like times of the past.
  const writtenWithin = (milliseconds: number): ReadonlySet<string> =>
    new Set(known.filter(({ seen }) => Math.abs(at - seen) < milliseconds).map((pair) => pair.awaited))
  const [fresh, counting] = [writtenWithin(freshMilliseconds), writtenWithin(countsMilliseconds)]
  return { due: asked.filter((id) => !fresh.has(id)), begins: asked.some((id) => !counting.has(id)) }
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
    .where(isCounting(tick()))
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
    .where(isCounting(tick()))
    .execute()
  return rows.map(({ company }) => company)
}

/** The companies with waits that no longer count. */
export async function companiesOfOldWaits({ db, tick }: Reader & Clock): Promise<string[]> {
  const rows = await db
    .selectFrom('task_wait as w')
    .select('w.company')
    .distinct()
    .where(sql<boolean>`not ${isCounting(tick())}`)
    .execute()
  return rows.map(({ company }) => company)
}

/** Deletes the waits of a company that no longer count, and announces the tasks that wait for no other any more. */
export async function deleteOldWaits(tx: Tx): Promise<void> {
  const { db, company, tick } = tx
  const deleted = await db
    .deleteFrom('task_wait as w')
    .where('w.company', '=', company)
    .where(sql<boolean>`not ${isCounting(tick())}`)
    .returning('waiter')
    .execute()
  const waiters = [...new Set(deleted.map(({ waiter }) => waiter))]
  const others = await db
    .selectFrom('task_wait')
    .select('waiter')
    .distinct()
    .where(inList(sql.ref('waiter'), waiters, dialectOf(db)))
    .execute()
  const waiting = new Set(others.map(({ waiter }) => waiter))
  await announceWaiters(
    tx,
    waiters.filter((id) => !waiting.has(id)),
  )
}

/** Announces that tasks have begun or ceased to wait for others, which may change why these wait. */
export async function announceWaiters({ db, recordChange }: Tx, waiters: readonly string[]): Promise<void> {
  if (waiters.length === 0) return
  const rows = await db
    .selectFrom('task')
    .select(['id', 'project', 'rev'])
    .where(inList(sql.ref('id'), waiters, dialectOf(db)))
    .execute()
  for (const { id, project, rev } of rows) recordChange({ entity: 'task', id, project, kind: 'waits', rev })
}

/** The condition that a wait is recent: neither too old, nor in the future after the clock was set back. */
function isCounting(at: number): RawBuilder<boolean> {
  return sql<boolean>`(w.seen > ${at - countsMilliseconds} and w.seen < ${at + countsMilliseconds})`
}
