import { Queue } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { isoTime } from '../sql/iso-time.ts'
import type { QueueTable } from '../schema.ts'
import { parseObject } from '../sql/unreadable.ts'
import { projection } from './projection.ts'
import { readNames } from './read-names.ts'
import { present, readRows } from './read-rows.ts'
import { readTags } from './read-tags.ts'

const columns = ['id', 'name', 'display_name', 'user', 'company', 'created', 'last_update', 'metadata'] as const
type Row = Pick<QueueTable, Exclude<(typeof columns)[number], 'metadata'>> & { readonly metadata: string }

export interface QueueDocumentOptions {
  readonly onlyFields?: unknown
  /** How many entries to show of each queue. Default: all. */
  readonly maxTaskEntries?: number | undefined
  /** Whether user, company and the entries' tasks are shown as `{ id, name }`. */
  readonly joined?: boolean
}

/** Queues as the wire shows them, in the order of `ids`, each with its entries in their order. */
export async function readQueueDocuments(
  scope: Reader,
  ids: readonly string[],
  { onlyFields, maxTaskEntries, joined = false }: QueueDocumentOptions = {},
): Promise<Queue[]> {
  const { wants, apply } = projection(onlyFields, Queue)
  const rows = await readRows<Row>(
    scope,
    'queue',
    columns.map((name) => sql.ref(name)),
    ids,
  )
  if (rows.length === 0) return []
  const tags = wants('tags') || wants('system_tags') ? await readTags(scope, 'queue', ids) : undefined
  const entries = wants('entries') ? await readEntries(scope, ids, maxTaskEntries) : []
  const namesOf = async (table: 'task' | 'user' | 'company', all: readonly string[]) =>
    joined ? readNames(scope, table, all) : (id: string) => id
  const task = await namesOf(
    'task',
    entries.map((entry) => entry.task),
  )
  const user = await namesOf(
    'user',
    rows.map((row) => row.user),
  )
  const company = await namesOf(
    'company',
    rows.map((row) => row.company),
  )
  const byQueue = Map.groupBy(entries, ({ queue }) => queue)
  return rows.map(
    (row) =>
      apply({
        ...present(row),
        user: user(row.user),
        company: company(row.company),
        created: isoTime(row.created),
        last_update: isoTime(row.last_update),
        metadata: parseObject(row.metadata) ?? {},
        ...tags?.(row.id),
        entries: (byQueue.get(row.id) ?? []).map((entry) => ({ task: task(entry.task), added: isoTime(entry.added) })),
      }) as Queue,
  )
}

interface EntryRow {
  queue: string
  task: string
  added: number
}

/** Entries by rank, without those that a claim holds: these have left the queue unless the claim fails. */
async function readEntries({ db }: Pick<Reader, 'db'>, queues: readonly string[], most: number | undefined): Promise<readonly EntryRow[]> {
  const waiting = sql`from queue_entry where ${inList(sql.ref('queue'), queues, dialectOf(db))} and attempt is null`
  const { rows } =
    most === undefined
      ? await sql<EntryRow>`select queue, task, added ${waiting} order by queue, rank, task`.execute(db)
      : await sql<EntryRow>`select queue, task, added from (select queue, task, added, row_number() over (partition by queue order by rank, task) as position ${waiting}) as ranked where position <= ${most} order by queue, position`.execute(
          db,
        )
  return rows
}
