import { Model } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { isoTime } from '../sql/iso-time.ts'
import type { ModelTable } from '../schema.ts'
import { parseObject } from '../sql/unreadable.ts'
import { projection } from './projection.ts'
import { present, readRows } from './read-rows.ts'
import { readTags } from './read-tags.ts'

const plain = ['id', 'name', 'user', 'company', 'project', 'task', 'parent', 'comment', 'uri', 'framework', 'last_iteration'] as const
const times = ['created', 'last_update', 'last_change'] as const
const documents = ['design', 'labels', 'metadata'] as const
type Row = Partial<Omit<ModelTable, (typeof documents)[number]>> & { readonly id: string } & {
  readonly [K in (typeof documents)[number]]?: string
}

/** Models as the wire shows them, in the order of `ids`. A part that cannot be read is left out and listed in `unreadable`. */
export async function readModelDocuments(scope: Reader, ids: readonly string[], onlyFields?: unknown): Promise<Model[]> {
  const { wants, apply } = projection(onlyFields, Model)
  const columns = ['id', ...[...plain, 'ready', ...times, ...documents].filter((name) => name !== 'id' && wants(name))]
  const rows = await readRows<Row>(
    scope,
    'model',
    columns.map((name) => sql.ref(name)),
    ids,
  )
  const tags = rows.length > 0 && (wants('tags') || wants('system_tags')) ? await readTags(scope, 'model', ids) : undefined
  return rows.map((row) => {
    const read = documents.flatMap((name) => (row[name] === undefined ? [] : [[name, parseObject(row[name])] as const]))
    const unreadable = read.flatMap(([name, value]) => (value === undefined ? [name] : []))
    return {
      ...apply({
        ...present(Object.fromEntries(plain.map((name) => [name, row[name]]))),
        ...present(Object.fromEntries(times.map((name) => [name, row[name] === undefined ? undefined : isoTime(row[name])]))),
        ...present(Object.fromEntries(read)),
        ...(row.ready === undefined ? {} : { ready: row.ready === 1 }),
        ...tags?.(row.id),
      }),
      ...(unreadable.length === 0 ? {} : { unreadable }),
    } as Model
  })
}
