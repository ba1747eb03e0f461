import { Kysely } from 'kysely'
import { LongListPostgresDialect } from '../../db/connection/long-lists.ts'
import type pg from 'pg'
import { isSerializationFailure } from '../../db/connection/db-error.ts'
import { postgresPool, unhurried } from '../../db/connection/postgres.ts'
import type { SampleTableName, SeriesBatch } from '../ingest/entity-batch.ts'
import { linesBeyond } from '../ingest/output-offset.ts'
import { migrateTelemetry } from '../migrations/index.ts'
import type { TelemetryTables } from '../tables.ts'
import type { BatchKeys } from '../telemetry.ts'
import {
  headConflict,
  logColumns,
  outputColumns,
  outputConflict,
  pointConflict,
  recordColumns,
  recordConflict,
  sampleColumns,
  sampleConflict,
  seriesColumns,
  seriesConflict,
} from './conflicts.ts'
import { lastOfEach } from './last-of-each.ts'
import { logRow, type Owner, sampleRow, seriesRow, type Value } from './rows.ts'
import type { BatchWrite, EntityWrite, TelemetryStore } from './store.ts'
import { defined } from '../../defined.ts'

const schema = 'telemetry'
/** How many rows one statement writes: it bounds the memory of the statement's text and parameters. */
const rowsAtOnce = 20_000
const tries = 5

const seriesTypes = types('text text int8 text text float8 int8 float8 int8 float8 int8 float8 int8 float8 int8 int8 text int8')
const logTypes = types('text int8 text int8 int8 text text text')
function sampleTypes(table: SampleTableName): readonly string[] {
  return types(`text text int8 text text int8 text int8 text ${table === 'plot' ? 'bytea' : 'text'}`)
}
function types(names: string): readonly string[] {
  return names.split(' ')
}

/** Opens the store in PostgreSQL, in a schema of its own beside the control tables. */
export async function openPostgresStore(url: string): Promise<TelemetryStore> {
  await migrateSchema(url)
  const pool = postgresPool(url, { schema, connections: 4 })
  const db = overPool(pool)
  return {
    db,
    write: (batch) => write(pool, batch),
    deleteRecords: (which) => deleteRecords(pool, which),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}

function overPool(pool: pg.Pool): Kysely<TelemetryTables> {
  return new Kysely<TelemetryTables>({ dialect: new LongListPostgresDialect({ pool }) })
}

/**
 * Creates the schema, under a lock, because two servers that start at the same time would both find it missing, and its tables: over connections of its
 * own, because a migration of many rows takes longer than any other statement may.
 */
async function migrateSchema(url: string): Promise<void> {
  const pool = postgresPool(url, { schema, deadlines: unhurried })
  const db = overPool(pool)
  try {
    await transaction(pool, async (client) => {
      await client.query(`select pg_advisory_xact_lock(hashtext('clearway telemetry'))`)
      await client.query(`create schema if not exists ${schema}`)
    })
    await migrateTelemetry(db)
  } finally {
    await db.destroy()
  }
}

async function write(pool: pg.Pool, all: BatchWrite): Promise<boolean> {
  const { company, batches } = all
  // Rows are locked in the same order everywhere, so that two servers never deadlock.
  const sorted = batches.toSorted((a, b) => (a.task < b.task ? -1 : 1))
  for (let tried = 1; ; tried += 1) {
    try {
      return await transaction(pool, async (client) => {
        // The record is stored first: if another server is storing a batch with the same key, this statement waits until it has.
        if (!(await storeRecord(client, all))) return false
        await leaveOutStored(client, all)
        for (const { task, attempt, batch } of sorted) await writeOne(client, { company, task, attempt }, batch)
        return true
      })
    } catch (error) {
      if (tried === tries || !isSerializationFailure(error)) throw error
    }
  }
}

async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    // A connection whose rollback failed is closed, not returned to the pool.
    client.release(broken)
  }
}

async function deleteRecords(pool: pg.Pool, which: BatchKeys): Promise<void> {
  if ('keys' in which) await pool.query('delete from batch_record where key = any($1::text[])', [which.keys])
  else
    for (const table of ['batch_record', 'output_offset'])
      await pool.query(`delete from ${table} where created < $1`, [which.createdBefore])
}

async function storeRecord(client: pg.PoolClient, { company, created, record }: BatchWrite): Promise<boolean> {
  if (record === undefined) return true
  const { key, answer, replaces } = record
  const sql = `insert into batch_record (${recordColumns.join(', ')}) values ($1, $2, $3, $4) ${recordConflict} $5::bool`
  const { rowCount } = await client.query(sql, [key, company, Buffer.from(answer), created, replaces])
  return rowCount === 1
}

async function leaveOutStored(client: pg.PoolClient, { company, created, output }: BatchWrite): Promise<void> {
  if (output === undefined) return
  const { attempt, batch, reached } = output
  const sql = `insert into output_offset (${outputColumns.join(', ')}) values ($1, $2, $3, $4, $5) ${outputConflict}`
  const { rows } = await client.query<{ earlier: number }>(sql, [attempt, company, reached, 0, created])
  batch.logs = linesBeyond(batch.logs, defined(rows[0]).earlier)
}

async function writeOne(client: pg.PoolClient, owner: Owner, { series, logs, samples }: EntityWrite['batch']): Promise<void> {
  const ordered = series.toSorted((a, b) => (a.metric === b.metric ? compare(a.variant, b.variant) : compare(a.metric, b.metric)))
  await writePoints(client, ordered, await seriesIds(client, owner, ordered))
  if (logs.length > 0) {
    const { rows } = await client.query<{ seq: number }>(`insert into log_head (task, company, seq) values ($1, $2, $3) ${headConflict}`, [
      owner.task,
      owner.company,
      logs.length,
    ])
    const before = defined(rows[0]).seq - logs.length
    const lines = logs.map((line, index) => logRow(owner, before + index + 1, line))
    await insertRows(
      client,
      lines,
      (source) => `insert into log (${logColumns.join(', ')}) select ${names(logTypes)} from ${source}`,
      logTypes,
    )
  }
  for (const table of Object.keys(samples) as SampleTableName[]) {
    const key = 'c4, c5, c6, c7'
    const insert = (source: string): string =>
      `insert into ${table} (${sampleColumns.join(', ')}) select distinct on (${key}) ${names(sampleTypes(table))} from ${source} order by ${key}, nth desc ${sampleConflict}`
    const rows = samples[table].map((sample) => sampleRow(owner, table, sample))
    await insertRows(client, rows, insert, sampleTypes(table))
  }
}

async function seriesIds(client: pg.PoolClient, owner: Owner, series: readonly SeriesBatch[]): Promise<ReadonlyMap<string, number>> {
  const rows = series.map((one) => seriesRow(owner, one))
  const insert = (source: string): string =>
    `insert into series (${seriesColumns.join(', ')}) select ${names(seriesTypes)} from ${source} ${seriesConflict} returning id, metric, variant`
  const found = await insertRows<{ id: number; metric: string; variant: string }>(client, rows, insert, seriesTypes)
  return new Map(found.map(({ id, metric, variant }) => [nameKey(metric, variant), id]))
}

/** Writes points. Two servers never write the same series at once, because the series' row is locked before. */
async function writePoints(client: pg.PoolClient, series: readonly SeriesBatch[], ids: ReadonlyMap<string, number>): Promise<void> {
  const sql = `insert into point (series, iter, ts, value, kind) select * from unnest($1::int8[], $2::int8[], $3::int8[], $4::float8[], $5::int8[]) ${pointConflict}`
  let columns = noPoints()
  const flush = async (): Promise<void> => {
    if (columns.series.length > 0) await client.query(sql, Object.values(columns).map(numbers))
    columns = noPoints()
  }
  for (const { metric, variant, iterations, timestamps, values, kinds } of series) {
    const id = defined(ids.get(nameKey(metric, variant)))
    for (const i of lastOfEach(iterations)) {
      columns.series.push(id)
      columns.iter.push(defined(iterations[i]))
      columns.ts.push(defined(timestamps[i]))
      columns.value.push(values[i] ?? null)
      columns.kind.push(defined(kinds[i]))
      if (columns.series.length === rowsAtOnce) await flush()
    }
  }
  await flush()
}

/** The columns of points, in the order of the statement that writes them. */
function noPoints() {
  return { series: [] as number[], iter: [] as number[], ts: [] as number[], value: [] as (number | null)[], kind: [] as number[] }
}

/** Writes numbers as a PostgreSQL array literal; the driver would quote each of them. */
function numbers(column: readonly (number | null)[]): string {
  return `{${column.map((value) => value ?? 'null').join()}}`
}

/**
 * Inserts rows, passed as one array for each column, so that one statement serves any number of rows. The columns are named c1, c2, …, and `nth` is
 * the row's index.
 */
async function insertRows<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  rows: readonly (readonly Value[])[],
  insert: (source: string) => string,
  columnTypes: readonly string[],
): Promise<Row[]> {
  const arrays = columnTypes.map((type, index) => `$${index + 1}::${type}[]`).join(', ')
  const sql = insert(`unnest(${arrays}) with ordinality as sent(${names(columnTypes)}, nth)`)
  const answers: Row[] = []
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const part = rows.slice(start, start + rowsAtOnce)
    const columns = columnTypes.map((_, column) => part.map((row) => row[column]))
    answers.push(...(await client.query<Row>(sql, columns)).rows)
  }
  return answers
}
function names(columnTypes: readonly string[]): string {
  return columnTypes.map((_, index) => `c${index + 1}`).join(', ')
}
function nameKey(metric: string, variant: string): string {
  return `${metric}\0${variant}`
}
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
