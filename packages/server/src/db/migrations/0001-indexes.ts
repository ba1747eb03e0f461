import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'

interface Index {
  readonly on: string
  readonly columns: readonly string[]
  /** Whether rows must differ in these columns. */
  readonly unique?: true
  /** The condition of a partial index. */
  readonly part?: { readonly name: string; readonly where: RawBuilder<unknown> }
  /** Further columns in the index, so that a list which no index serves reads this index instead of the wide rows. */
  readonly carried?: readonly string[]
  readonly carriedBySqlite?: readonly string[]
  /** A column with texts of any length. PostgreSQL allows keys of up to 2,700 bytes, so its index holds the beginning. */
  readonly long?: string
}

/** The columns that tasks are filtered and sorted by, without documents. */
const shortColumns = [
  'name',
  'status',
  'type',
  'project',
  'user',
  'parent',
  'queue',
  'created',
  'started',
  'completed',
  'status_changed',
  'active_duration',
  'last_iteration',
]

/** The indexes for filters, joins and orders. */
const indexes: readonly Index[] = [
  { on: 'user', columns: ['company', 'name'] },
  { on: 'credential', columns: ['user'] },
  { on: 'credential', columns: ['attempt'] },
  { on: 'session', columns: ['access_key'] },
  { on: 'session', columns: ['attempt'] },
  { on: 'session', columns: ['expires'] },
  { on: 'project', columns: ['company', 'name'], unique: true },
  { on: 'project', columns: ['parent'] },
  { on: 'project_tag', columns: ['company', 'kind', 'tag', 'project'] },
  {
    on: 'task',
    columns: ['company', 'last_update', 'id'],
    carried: shortColumns,
    carriedBySqlite: ['comment', 'repository', 'entry_point'],
  },
  { on: 'task', columns: ['company', 'created', 'id'] },
  { on: 'task', columns: ['company', 'status', 'last_update', 'id'] },
  { on: 'task', columns: ['company', 'project', 'last_update', 'id'] },
  { on: 'task', columns: ['company', 'type', 'last_update', 'id'] },
  { on: 'task', columns: ['company', 'name', 'id'] },
  { on: 'task', columns: ['parent', 'status'] },
  { on: 'task', columns: ['company', 'user', 'last_update', 'id'] },
  { on: 'task', columns: ['company', 'started', 'id'] },
  { on: 'task', columns: ['company', 'active_duration', 'id'], part: { name: 'ran', where: sql`active_duration is not null` } },
  { on: 'task_tag', columns: ['company', 'kind', 'tag', 'task'] },
  { on: 'task_param', columns: ['company', 'section', 'name', 'value', 'task'], long: 'value' },
  { on: 'task_param', columns: ['company', 'section', 'name', 'num', 'task'] },
  { on: 'task_metric', columns: ['company', 'metric_hash', 'variant_hash', 'value', 'task'] },
  { on: 'task_metric', columns: ['company', 'metric_hash', 'variant_hash', 'min_value', 'task'] },
  { on: 'task_metric', columns: ['company', 'metric_hash', 'variant_hash', 'max_value', 'task'] },
  { on: 'model', columns: ['company', 'last_update', 'id'] },
  { on: 'model', columns: ['company', 'project'] },
  { on: 'model', columns: ['task'] },
  { on: 'model', columns: ['company', 'uri'], long: 'uri' },
  { on: 'model_tag', columns: ['company', 'kind', 'tag', 'model'] },
  { on: 'queue', columns: ['company', 'name'], unique: true },
  // The only index that finds the next entry: if others did too, PostgreSQL would use one of them until it has statistics of the table.
  { on: 'queue_entry', columns: ['queue', 'rank', 'task'] },
  { on: 'queue_entry', columns: ['company', 'rank'], part: { name: 'light', where: sql`light = 1` } },
  { on: 'queue_entry', columns: ['attempt'], part: { name: 'held', where: sql`attempt is not null` } },
  { on: 'queue_entry', columns: ['not_before'], part: { name: 'later', where: sql`not_before is not null` } },
  { on: 'worker', columns: ['company', 'lane', 'seen'] },
  { on: 'worker', columns: ['agent'] },
  { on: 'worker_queue', columns: ['queue'] },
  { on: 'attempt', columns: ['task', 'number'], unique: true },
  { on: 'attempt', columns: ['task'], unique: true, part: { name: 'live', where: sql`state in ('claimed', 'running')` } },
  { on: 'attempt', columns: ['agent', 'state'] },
  { on: 'attempt', columns: ['state', 'lease_until'] },
  { on: 'attempt', columns: ['session'] },
  { on: 'receipt', columns: ['created'] },
  { on: 'event_removal', columns: ['owner'] },
  { on: 'change', columns: ['created'] },
  { on: 'step_launch', columns: ['task'] },
  { on: 'launch', columns: ['controller', 'generation', 'step', 'definition'] },
  { on: 'launch', columns: ['task'] },
  { on: 'task_alias', columns: ['task'] },
  { on: 'file', columns: ['blob'] },
  { on: 'file', columns: ['task'] },
  { on: 'file', columns: ['project'] },
  { on: 'blob', columns: ['delete_after'] },
  { on: 'scroll', columns: ['expires'] },
]

export async function addIndexes(db: Kysely<unknown>): Promise<void> {
  for (const index of indexes) await addIndex(db, index)
  // A controller searches all projects for a cached step by this hash, case-insensitively.
  const jobHash = isPostgres(db)
    ? sql`lower((runtime ->> 'pipeline_job_hash') collate "C")`
    : sql`lower(json_extract(runtime, '$."pipeline_job_hash"'))`
  // Few tasks have input models, and the tasks that list a deleted model have to be found.
  const hasInputs = isPostgres(db)
    ? sql`jsonb_typeof(models -> 'input') = 'array' and models -> 'input' <> '[]'`
    : sql`case when json_valid(models) then json_array_length(models, '$.input') > 0 else 0 end`
  await sql`create index task_company_with_inputs on task (company) where ${hasInputs}`.execute(db)
  await sql`create index task_by_job_hash on task ((${jobHash}))`.execute(db)
}

async function addIndex(
  db: Kysely<unknown>,
  { on, columns, unique, part, carried = [], carriedBySqlite = [], long }: Index,
): Promise<void> {
  const postgres = isPostgres(db)
  const name = sql.ref(`${on}_by_${columns.join('_')}${part === undefined ? '' : `_${part.name}`}`)
  const refs = (names: readonly string[]) =>
    sql.join(names.map((column) => (postgres && column === long ? sql`(left(${sql.ref(column)}, 256))` : sql.ref(column))))
  const keys = postgres ? refs(columns) : refs([...columns, ...carried, ...carriedBySqlite])
  const include = postgres && carried.length > 0 ? sql` include (${refs(carried)})` : sql``
  await sql`create ${unique ? sql`unique ` : sql``}index ${name} on ${sql.table(on)} (${keys})${include}${part === undefined ? sql`` : sql` where ${part.where}`}`.execute(
    db,
  )
}
