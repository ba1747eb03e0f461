import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import type { Database } from '../schema.ts'
import { parseList, parseObject } from '../sql/unreadable.ts'
import type { Projection } from './projection.ts'
import { present } from './read-rows.ts'
import { readWantedTags } from './read-tags.ts'
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

const metricColumns: readonly (keyof MetricRow)[] = [
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

interface SideTable {
  readonly table: keyof Database
  /** The columns that are read, beside that of the task's id. */
  readonly columns: readonly string[]
  readonly orderBy: readonly string[]
}

/** Where each part of a task is stored, by the part's path in the task. */
const sideTables = {
  hyperparams: { table: 'task_param', columns: ['section', 'name', 'value', 'type', 'description'], orderBy: ['section', 'name'] },
  configuration: { table: 'task_config', columns: ['name', 'value', 'type', 'description'], orderBy: ['name'] },
  'execution.artifacts': {
    table: 'task_artifact',
    columns: ['key', 'mode', 'type', 'uri', 'content_size', 'hash', 'timestamp', 'type_data', 'display_data'],
    orderBy: ['key', 'mode'],
  },
  last_metrics: {
    table: 'task_metric',
    columns: metricColumns,
    orderBy: ['metric_hash', 'variant_hash'],
  },
  metric_stats: {
    table: 'task_metric_stat',
    columns: ['metric', 'metric_hash', 'event_type', 'last_update'],
    orderBy: ['metric_hash', 'event_type'],
  },
} as const satisfies Readonly<Record<string, SideTable>>

/** Reads the requested parts, with one statement for each table, whatever the number of tasks. */
export async function readSideParts(scope: Pick<Reader, 'db'>, ids: readonly string[], { wants }: Projection): Promise<SideParts> {
  const nothing = ids.length === 0
  const read = <Row extends { task: string }>(part: keyof typeof sideTables): Promise<Map<string, readonly Row[]>> =>
    !nothing && wants(part) ? readByTask<Row>(scope, sideTables[part], ids) : Promise.resolve(new Map())
  const params = await read<ParamRow>('hyperparams')
  const configs = await read<ConfigRow>('configuration')
  const artifacts = await read<ArtifactRow>('execution.artifacts')
  const metrics = await read<MetricRow>('last_metrics')
  const stats = await read<StatRow>('metric_stats')
  const tags = await readWantedTags(scope, 'task', ids, { wants })
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

/** The last values of the metrics of tasks or models. */
export async function readLastMetrics(scope: Pick<Reader, 'db'>, ids: readonly string[]) {
  const metrics = await readByTask<MetricRow>(scope, sideTables.last_metrics, ids)
  return (id: string) => lastMetrics(metrics.get(id) ?? [])
}

async function readByTask<Row extends { task: string }>(
  { db }: Pick<Reader, 'db'>,
  { table, columns, orderBy }: SideTable,
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
