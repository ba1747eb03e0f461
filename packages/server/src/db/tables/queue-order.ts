import { sql } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'

/** The waiting tasks of a queue in their order, without those that a claim holds, as in ClearML. */
export async function entriesOf({ db }: Reader, queue: string) {
  return db
    .selectFrom('queue_entry')
    .select(['task', 'added', 'rank'])
    .where('queue', '=', queue)
    .where('attempt', 'is', null)
    .orderBy('rank')
    .orderBy('task')
    .execute()
}

/** How many tasks wait in a queue. */
export async function countEntries({ db }: Reader, queue: string): Promise<number> {
  const entries = db.selectFrom('queue_entry').where('queue', '=', queue).where('attempt', 'is', null)
  return Number((await entries.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n)
}

/** Locks all entries of a queue in one order, so that two callers who move entries never deadlock. SQLite has one writer and needs no locks. */
export async function lockEntries({ db }: Reader, queue: string): Promise<void> {
  if (isPostgres(db)) await db.selectFrom('queue_entry').select('task').where('queue', '=', queue).orderBy('task').forUpdate().execute()
}

/** For each queue with entries: how many tasks wait, and which is next. */
export async function findFirstEntries({ db }: Reader, queues: readonly string[]) {
  if (queues.length === 0) return new Map<string, { count: number; next: { id: string; name: string } }>()
  const rows = await db
    .selectFrom('queue_entry as e')
    .innerJoin('task as t', 't.id', 'e.task')
    .select(({ fn }) => [
      'e.queue',
      'e.task',
      't.name',
      fn
        .countAll<number>()
        .over((o) => o.partitionBy('e.queue'))
        .as('count'),
      fn
        .agg<number>('row_number')
        .over((o) => o.partitionBy('e.queue').orderBy('e.rank').orderBy('e.task'))
        .as('position'),
    ])
    .where('e.queue', 'in', queues)
    .where('e.attempt', 'is', null)
    .execute()
  return new Map(
    rows.filter(({ position }) => position === 1).map(({ queue, task, name, count }) => [queue, { count, next: { id: task, name } }]),
  )
}

/** The tasks of all entries of a queue, whether or not a claim holds them; in one order, so that two callers who change them never deadlock. */
export async function tasksInQueue({ db }: Pick<Reader, 'db'>, queue: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('queue_entry').select('task').where('queue', '=', queue).orderBy('task').execute()
  return rows.map(({ task }) => task)
}

/** Gives entries other ranks, all in one statement. */
export async function setRanks({ db }: Tx, entries: readonly { readonly task: string; readonly rank: number }[]): Promise<void> {
  if (entries.length === 0) return
  const list = JSON.stringify(entries)
  const moved = isPostgres(db)
    ? sql`jsonb_to_recordset(${list}::jsonb) as moved(task text, rank int8)`
    : sql`(select json_extract(value, '$.task') as task, json_extract(value, '$.rank') as rank from json_each(${list})) as moved`
  await sql`update queue_entry set rank = moved.rank from ${moved} where queue_entry.task = moved.task`.execute(db)
}
