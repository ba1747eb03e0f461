import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import type { Database } from '../schema.ts'
import { parseList, parseObject } from '../sql/unreadable.ts'
import type { Projection } from './projection.ts'
import { present } from './read-rows.ts'
import { readTags } from './read-tags.ts'
import { lastMetrics, type MetricRow, metricStats, type StatRow } from './task-metrics.ts'

/** The parts of tasks that are stored in separate tables. */
export interface SideParts {
  readonly of: (id: string) => Readonly<Record<string, unknown>>
  readonly artifacts: (id: string) => readonly unknown[]
  /** The paths of a task's parts that cannot be read. */
  readonly unreadable: (id: string) => readonly string[]
}

interface ParamRow {
  task: string
  section: string
  name: string
  value: string | null
  type: string | null
  description: string | null
}
interface ConfigRow {
  task: string
  name: string
  value: string | null
  type: string | null
  description: string | null
}
interface ArtifactRow {
  task: string
  key: string
  mode: string
  type: string
  uri: string
  content_size: number
  hash: string
  timestamp: number
  type_data: string
  display_data: string
}

/** Reads the requested parts, with one statement for each table, whatever the number of tasks. */
export async function readSideParts(scope: Pick<Reader, 'db'>, ids: readonly string[], { wants }: Projection): Promise<SideParts> {
  const nothing = ids.length === 0
  const read = <Row extends { task: string }>(
    path: string,
    table: keyof Database,
    columns: readonly string[],
    orderBy: readonly string[],
  ) => (!nothing && wants(path) ? readByTask<Row>(scope, table, columns, orderBy, ids) : Promise.resolve(new Map<string, readonly Row[]>()))
  const params = await read<ParamRow>('hyperparams', 'task_param', ['section', 'name', 'value', 'type', 'description'], ['section', 'name'])
  const configs = await read<ConfigRow>('configuration', 'task_config', ['name', 'value', 'type', 'description'], ['name'])
  const artifacts = await read<ArtifactRow>(
    'execution.artifacts',
    'task_artifact',
    ['key', 'mode', 'type', 'uri', 'content_size', 'hash', 'timestamp', 'type_data', 'display_data'],
    ['key', 'mode'],
  )
  const metrics = await read<MetricRow>('last_metrics', 'task_metric', metricColumns, ['metric_hash', 'variant_hash'])
  const stats = await read<StatRow>(
    'metric_stats',
    'task_metric_stat',
    ['metric', 'metric_hash', 'event_type', 'last_update'],
    ['metric_hash', 'event_type'],
  )
  const tags = !nothing && (wants('tags') || wants('system_tags')) ? await readTags(scope, 'task', ids) : undefined
  return {
    of: (id) => ({
      ...tags?.(id),
      ...(wants('hyperparams') ? { hyperparams: sections(params.get(id) ?? []) } : {}),
      ...(wants('configuration') ? { configuration: byName(configs.get(id) ?? []) } : {}),
      ...(wants('last_metrics') ? { last_metrics: lastMetrics(metrics.get(id) ?? []) } : {}),
      ...(wants('metric_stats') ? { metric_stats: metricStats(stats.get(id) ?? []) } : {}),
    }),
    artifacts: (id) => (artifacts.get(id) ?? []).map(artifact),
    unreadable: (id) => (artifacts.get(id) ?? []).flatMap((row) => (isWhole(row) ? [] : [`execution.artifacts.${row.key}`])),
  }
}

const metricColumns = [
  'metric',
  'variant',
  'metric_hash',
  'variant_hash',
  'value',
  'min_value',
  'min_value_iteration',
  'max_value',
  'max_value_iteration',
  'first_value',
  'first_value_iteration',
  'sum',
  'count',
  'x_axis_label',
]

async function readByTask<Row extends { task: string }>(
  { db }: Pick<Reader, 'db'>,
  table: keyof Database,
  columns: readonly string[],
  orderBy: readonly string[],
  ids: readonly string[],
): Promise<Map<string, readonly Row[]>> {
  const selected = sql.join(['task', ...columns].map((name) => sql.ref(name)))
  const { rows } =
    await sql<Row>`select ${selected} from ${sql.table(table)} where ${inList(sql.ref('task'), ids, dialectOf(db))} order by ${sql.join(orderBy.map((name) => sql.ref(name)))}`.execute(
      db,
    )
  return Map.groupBy(rows, ({ task }) => task)
}

/** Groups parameters by section. Users choose the names, and one may be `__proto__`. */
function sections(rows: readonly ParamRow[]): Readonly<Record<string, unknown>> {
  const bySection = Map.groupBy(rows, ({ section }) => section)
  return Object.fromEntries(
    [...bySection].map(([section, params]) => [
      section,
      Object.fromEntries(params.map(({ task: _, ...param }) => [param.name, present(param)])),
    ]),
  )
}
function byName(rows: readonly ConfigRow[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rows.map(({ task: _, ...config }) => [config.name, present(config)]))
}
function artifact({ task: _, type_data, display_data, ...row }: ArtifactRow): Readonly<Record<string, unknown>> {
  return { ...row, type_data: parseObject(type_data) ?? {}, display_data: parseList(display_data) ?? [] }
}
function isWhole({ type_data, display_data }: ArtifactRow): boolean {
  return parseObject(type_data) !== undefined && parseList(display_data) !== undefined
}
