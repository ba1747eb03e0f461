import { Queue } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { isoTime } from '../sql/iso-time.ts'
import type { QueueTable } from '../schema.ts'
import { parseObject } from '../sql/unreadable.ts'
import { projection } from './projection.ts'
import { readNames, type Reference } from './read-names.ts'
import { idsOf, present, readRows } from './read-rows.ts'
import { readWantedTags } from './read-tags.ts'

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
  const wanted = projection(onlyFields, Queue)
  const rows = await readRows<Row>(scope, 'queue', columns, ids)
  const tags = await readWantedTags(scope, 'queue', idsOf(rows), wanted)
  const entries = rows.length > 0 && wanted.wants('entries') ? await readEntries(scope, ids, maxTaskEntries) : []
  const references = joined ? await readReferences(scope, rows, entries) : idsAlone
  const byQueue = Map.groupBy(entries, ({ queue }) => queue)
  return rows.map((row) => {
    const document = queueDocument(row, byQueue.get(row.id) ?? [], references)
    return wanted.apply({ ...document, ...tags?.(row.id) }) as Queue
  })
}

function queueDocument(row: Row, entries: readonly EntryRow[], { task, user, company }: References) {
  return {
    ...present(row),
    user: user(row.user),
    company: company(row.company),
    created: isoTime(row.created),
    last_update: isoTime(row.last_update),
    metadata: parseObject(row.metadata) ?? {},
    entries: entries.map((entry) => ({ task: task(entry.task), added: isoTime(entry.added) })),
  }
}

/** How each reference is shown: as an id, or as `{ id, name }`. */
type References = Readonly<Record<'task' | 'user' | 'company', (id: string) => string | Reference>>

const idAlone = (id: string): string => id
const idsAlone: References = { task: idAlone, user: idAlone, company: idAlone }

async function readReferences(reader: Reader, rows: readonly Row[], entries: readonly EntryRow[]): Promise<References> {
  const tasks = entries.map(({ task }) => task)
  const users = rows.map(({ user }) => user)
  const companies = rows.map(({ company }) => company)
  return {
    task: await readNames(reader, 'task', tasks),
    user: await readNames(reader, 'user', users),
    company: await readNames(reader, 'company', companies),
  }
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
