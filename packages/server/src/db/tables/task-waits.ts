import { type RawBuilder, sql } from 'kysely'
import type { Clock, Reader, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'

/** How long a task counts as waiting after it last asked: stock controllers ask every 12 to 60 s. */
const countsMilliseconds = 90_000
/** How long the same pair is not written again. */
const freshMilliseconds = 20_000
/** How many rows one statement writes. */
const batch = 500

/** Those of the awaited tasks whose pair with the waiter was not written a moment ago. */
export async function staleWaits({ db, tick }: Reader & Clock, waiter: string, awaited: readonly string[]): Promise<readonly string[]> {
  const asked = [...new Set(awaited)].filter((id) => id !== waiter)
  if (asked.length === 0) return []
  const known = await db
    .selectFrom('task_wait')
    .select(['awaited', 'seen'])
    .where('waiter', '=', waiter)
    .where(inList(sql.ref('awaited'), asked, dialectOf(db)) as never)
    .execute()
  const at = tick()
  // A clock that was set back leaves times in the future: they are no fresher than those of the past.
  const fresh = new Set(known.filter(({ seen }) => Math.abs(at - seen) < freshMilliseconds).map((pair) => pair.awaited))
  return asked.filter((id) => !fresh.has(id))
}

/** Records that the processes of one task asked for the status of others. */
export async function writeTaskWaits({ db, company, tick }: Tx, waiter: string, due: readonly string[]): Promise<void> {
  const seen = tick()
  for (let from = 0; from < due.length; from += batch)
    await db
      .insertInto('task_wait')
      .values(due.slice(from, from + batch).map((id) => ({ waiter, awaited: id, company, seen })))
      .onConflict((c) => c.columns(['waiter', 'awaited']).doUpdateSet({ seen }))
      .execute()
}

/** Who waits for whom now. An id that stands for another task gives that task. */
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

/** The companies in which a queued task is waited for: only there can anything wait for itself. */
export async function companiesThatWait({ db, tick }: Reader & Clock): Promise<string[]> {
  const rows = await db
    .selectFrom('task_wait as w')
    .leftJoin('task_alias as a', 'a.alias', 'w.awaited')
    .innerJoin('queue_entry as e', (join) => join.on((eb) => eb('e.task', '=', eb.fn.coalesce('a.task', 'w.awaited'))))
    .select('w.company')
    .distinct()
    .where('e.attempt', 'is', null)
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

/** Neither too long ago nor, by a clock that was set back, in a time to come. */
function counting(at: number): RawBuilder<boolean> {
  return sql<boolean>`(w.seen > ${at - countsMilliseconds} and w.seen < ${at + countsMilliseconds})`
}
