import { Model } from '@clearway/contract'
import type { Reader } from '../../scope.ts'
import { isoTime } from '../sql/iso-time.ts'
import type { ModelTable } from '../schema.ts'
import { parseObject } from '../sql/unreadable.ts'
import { projection } from './projection.ts'
import { joinNames } from './read-names.ts'
import { idsOf, present, readRows } from './read-rows.ts'
import { readWantedTags } from './read-tags.ts'
import { readLastMetrics } from './task-side-parts.ts'

const plain = ['id', 'name', 'user', 'company', 'project', 'task', 'parent', 'comment', 'uri', 'framework', 'last_iteration'] as const
const times = ['created', 'last_update', 'last_change'] as const
const documents = ['design', 'labels', 'metadata', 'ui_cache'] as const
type Row = Partial<Omit<ModelTable, (typeof documents)[number]>> & { readonly id: string } & {
  readonly [K in (typeof documents)[number]]?: string | null
}

export interface ModelDocumentOptions {
  /** Whether user, company, project, task and parent are shown as `{ id, name }`. */
  readonly joined?: boolean
  /** Whether `stats` are shown. */
  readonly stats?: boolean
}

/** Models as the wire shows them, in the order of `ids`. A part that cannot be read is left out and listed in `unreadable`. */
export async function readModelDocuments(
  scope: Reader,
  ids: readonly string[],
  onlyFields?: unknown,
  { joined = false, stats = false }: ModelDocumentOptions = {},
): Promise<Model[]> {
  const { wants, apply } = projection(onlyFields, Model)
  const isRead = (name: string): boolean => wants(name) || (stats && name === 'labels')
  const columns = ['id', ...[...plain, 'ready', ...times, ...documents].filter((name) => name !== 'id' && isRead(name))]
  const rows = await readRows<Row>(scope, 'model', columns, ids)
  const tags = await readWantedTags(scope, 'model', idsOf(rows), { wants })
  const metrics = rows.length > 0 && wants('last_metrics') ? await readLastMetrics(scope, ids) : undefined
  const whole = rows.map((row) => ({
    ...present(Object.fromEntries(plain.map((name) => [name, row[name]]))),
    ...present(Object.fromEntries(times.map((name) => [name, row[name] === undefined ? undefined : isoTime(row[name])]))),
    ...Object.fromEntries(
      documents.flatMap((name) => (row[name] === undefined || row[name] === null ? [] : [[name, parseObject(row[name])]])),
    ),
    ...(row.ready === undefined ? {} : { ready: row.ready === 1 }),
    ...(metrics === undefined ? {} : { last_metrics: metrics(row.id) }),
    ...tags?.(row.id),
    id: row.id,
  }))
  const named = joined ? await joinNames(scope, whole, references) : whole
  return named.map((model: Readonly<Record<string, unknown>>) => {
    const unreadable = documents.filter((name) => name in model && model[name] === undefined)
    return {
      ...apply(present(model)),
      ...(stats ? { stats: { labels_count: Object.keys(model['labels'] ?? {}).length } } : {}),
      ...(unreadable.length === 0 ? {} : { unreadable }),
    } as Model
  })
}

/** The table of the row that each field of a model names. */
const references = { user: 'user', company: 'company', project: 'project', task: 'task', parent: 'model' } as const
