import { type Kysely, sql } from 'kysely'
import { columnTypes, isPostgres } from '../dialect.ts'
import { addIndexes } from './0001-indexes.ts'
import { assumeStatistics } from './assumed-statistics.ts'

type ColumnType = 'text' | 'int' | 'real' | 'json' | 'serial'
/** `name: type`, with `?` where it may be null. */
type Columns = Readonly<Record<string, ColumnType | `${ColumnType}?`>>

const tables = {
  company: { id: 'text', name: 'text', created: 'int' },
  user: { id: 'text', company: 'text', name: 'text', role: 'text', password: 'text?', listed: 'int', preferences: 'json', created: 'int' },
  credential: {
    access_key: 'text', company: 'text', user: 'text', secret: 'text', label: 'text?', created: 'int', last_used: 'int?', last_used_from: 'text?', attempt: 'text?', revoked: 'int',
  },
  session: {
    id: 'text', company: 'text', user: 'text', access_key: 'text?', attempt: 'text?', first_task: 'text?', created: 'int', expires: 'int', revoked: 'int',
  },
  setting: { name: 'text', value: 'text' },
  project: {
    id: 'text', company: 'text', user: 'text', name: 'text', basename: 'text', parent: 'text?', description: 'text', default_output_destination: 'text?',
    created: 'int', last_update: 'int', rev: 'int',
  },
  project_tag: { project: 'text', company: 'text', kind: 'text', tag: 'text' },
  task: {
    id: 'text', company: 'text', user: 'text', project: 'text?', name: 'text', type: 'text', status: 'text', status_reason: 'text', status_message: 'text', status_changed: 'int',
    comment: 'text', parent: 'text?', queue: 'text?', enqueue_status: 'text?', created: 'int', started: 'int?', completed: 'int?', published: 'int?', active_duration: 'int?',
    last_update: 'int', last_change: 'int', last_changed_by: 'text', last_worker: 'text?', last_worker_report: 'int?', last_iteration: 'int', stop_requested: 'int',
    generation: 'int', rev: 'int', script: 'json', execution: 'json', output: 'json', container: 'json', runtime: 'json', models: 'json', resources: 'json',
  },
  task_tag: { task: 'text', company: 'text', kind: 'text', tag: 'text' },
  task_param: { task: 'text', company: 'text', section: 'text', name: 'text', value: 'text?', num: 'real?', type: 'text?', description: 'text?' },
  task_config: { task: 'text', company: 'text', name: 'text', value: 'text?', type: 'text?', description: 'text?' },
  task_metric: {
    task: 'text', company: 'text', metric: 'text', variant: 'text', metric_hash: 'text', variant_hash: 'text', value: 'real', iteration: 'int', min_value: 'real', min_value_iteration: 'int',
    max_value: 'real', max_value_iteration: 'int', first_value: 'real', first_value_iteration: 'int', sum: 'real', count: 'int', x_axis_label: 'text?',
  },
  task_metric_stat: { task: 'text', company: 'text', metric: 'text', metric_hash: 'text', event_type: 'text', last_update: 'int' },
  task_artifact: {
    task: 'text', company: 'text', key: 'text', mode: 'text', type: 'text', uri: 'text', content_size: 'int', hash: 'text', timestamp: 'int', type_data: 'json', display_data: 'json', attempt: 'text?',
  },
  model: {
    id: 'text', company: 'text', user: 'text', project: 'text?', task: 'text?', parent: 'text?', name: 'text', comment: 'text', uri: 'text', framework: 'text', ready: 'int', created: 'int',
    last_update: 'int', last_change: 'int', last_iteration: 'int', rev: 'int', design: 'json', labels: 'json', metadata: 'json',
  },
  model_tag: { model: 'text', company: 'text', kind: 'text', tag: 'text' },
  queue: { id: 'text', company: 'text', user: 'text', name: 'text', display_name: 'text?', created: 'int', last_update: 'int', rev: 'int', metadata: 'json' },
  queue_tag: { queue: 'text', company: 'text', kind: 'text', tag: 'text' },
  queue_entry: {
    task: 'text', company: 'text', queue: 'text', rank: 'int', added: 'int', not_before: 'int?', light: 'int', lane: 'text', attempt: 'text?',
    gpus: 'int', gpu_memory: 'int', cpus: 'real', memory: 'int', labels: 'json',
  },
  worker: {
    id: 'text', company: 'text', user: 'text', agent: 'text', boot: 'text?', kind: 'text', lane: 'text', slot: 'int?', light_mode: 'text?', light_free: 'int', task: 'text?', queue: 'text?', ip: 'text',
    registered: 'int', timeout: 'int', last_activity: 'int', last_report: 'int', seen: 'int', tags: 'json', system_tags: 'json', gpus: 'int',
  },
  worker_queue: { company: 'text', user: 'text', worker: 'text', queue: 'text', position: 'int' },
  attempt: {
    id: 'text', company: 'text', task: 'text', number: 'int', worker: 'text', agent: 'text', boot: 'text?', kind: 'text', lane: 'text', slot: 'int?', state: 'text', queue: 'text', claimed: 'int',
    started: 'int?', ended: 'int?', confirm_by: 'int?', lease_until: 'int?', session: 'text?', ended_as: 'text?', exit_code: 'int?', reason: 'text',
  },
  receipt: { key: 'text', company: 'text', action: 'text', reply: 'json', created: 'int' },
  change: { seq: 'serial', company: 'text', entity: 'text', id: 'text', project: 'text?', kind: 'text', rev: 'int', created: 'int' },
  step_launch: { run: 'text', company: 'text', step: 'text', attempt: 'int', task: 'text', created: 'int' },
  launch: {
    id: 'serial', company: 'text', controller: 'text', generation: 'int', incarnation: 'int', step: 'text', ordinal: 'int', definition: 'text', parts: 'json', task: 'text', created: 'int', reusable: 'int',
  },
  task_alias: { alias: 'text', company: 'text', task: 'text' },
  run: { id: 'text', company: 'text', engine_version: 'int', seq: 'int', updated: 'int' },
  run_event: { run: 'text', company: 'text', seq: 'int', event: 'json', created: 'int' },
  file: { company: 'text', path: 'text', blob: 'text', bytes: 'int', sha256: 'text', content_type: 'text', task: 'text?', project: 'text?', created: 'int' },
  blob: { id: 'text', bytes: 'int', refs: 'int', created: 'int', delete_after: 'int?' },
  scroll: { id: 'text', company: 'text', entity: 'text', state: 'json', expires: 'int' },
} as const satisfies Record<string, Columns>

/** Columns that the database keeps by itself: parts of a document by which tasks are searched. */
const generated: Readonly<Partial<Record<keyof typeof tables, Readonly<Record<string, readonly [document: string, key: string]>>>>> = {
  task: { repository: ['script', 'repository'], entry_point: ['script', 'entry_point'] },
}

const keys: Readonly<Record<keyof typeof tables, readonly string[]>> = {
  company: ['id'],
  user: ['id'],
  credential: ['access_key'],
  session: ['id'],
  setting: ['name'],
  project: ['id'],
  project_tag: ['project', 'kind', 'tag'],
  task: ['id'],
  task_tag: ['task', 'kind', 'tag'],
  task_param: ['task', 'section', 'name'],
  task_config: ['task', 'name'],
  task_metric: ['task', 'metric_hash', 'variant_hash'],
  task_metric_stat: ['task', 'metric_hash', 'event_type'],
  task_artifact: ['task', 'key', 'mode'],
  model: ['id'],
  model_tag: ['model', 'kind', 'tag'],
  queue: ['id'],
  queue_tag: ['queue', 'kind', 'tag'],
  queue_entry: ['task'],
  worker: ['company', 'user', 'id'],
  worker_queue: ['company', 'user', 'worker', 'queue'],
  attempt: ['id'],
  receipt: ['key'],
  change: ['seq'],
  step_launch: ['run', 'step', 'attempt'],
  launch: ['id'],
  task_alias: ['alias'],
  run: ['id'],
  run_event: ['run', 'seq'],
  file: ['company', 'path'],
  blob: ['id'],
  scroll: ['id'],
}

export async function up(db: Kysely<unknown>): Promise<void> {
  const types = columnTypes(db)
  for (const [table, columns] of Object.entries(tables) as [keyof typeof tables, Columns][]) {
    let create = db.schema.createTable(table)
    for (const [column, type] of Object.entries(columns)) {
      const optional = type.endsWith('?')
      const sqlType = types[(optional ? type.slice(0, -1) : type) as ColumnType]
      create = create.addColumn(column, sqlType, (c) => (optional ? c : c.notNull()))
    }
    for (const [column, [document, key]] of Object.entries(generated[table] ?? {})) {
      const part = isPostgres(db) ? sql`(${sql.ref(document)} ->> ${sql.lit(key)})` : sql`json_extract(${sql.ref(document)}, ${sql.lit(`$.${key}`)})`
      create = create.addColumn(column, types.text, (c) => c.generatedAlwaysAs(part).stored())
    }
    await create.addPrimaryKeyConstraint(`${table}_key`, keys[table] as never).execute()
  }
  await addIndexes(db)
  // PostgreSQL commits out of order: what is noted by a transaction that was open when a stream began belongs to that stream.
  if (isPostgres(db)) await sql`alter table change add column xid int8 not null default (pg_current_xact_id()::text::int8)`.execute(db)
  if (!isPostgres(db)) await assumeStatistics(db)
}
