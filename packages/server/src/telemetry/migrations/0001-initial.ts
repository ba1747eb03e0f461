import { type Kysely, sql } from 'kysely'
import { columnTypes, isPostgres } from '../../db/connection/dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int, real } = columnTypes(db)
  const id = isPostgres(db) ? sql`int8 generated always as identity primary key` : sql`integer primary key`
  const bytes = isPostgres(db) ? sql`bytea` : sql`blob`
  // `without rowid` stores the rows of a series next to each other in SQLite; PostgreSQL has no such tables.
  const clustered = isPostgres(db) ? sql`` : sql`without rowid`

  await sql`create table series (
    id ${id}, company ${text} not null, task ${text} not null, attempt ${int} not null, metric ${text} not null, variant ${text} not null,
    min ${real}, min_iter ${int}, max ${real}, max_iter ${int}, first ${real}, first_iter ${int}, sum ${real} not null, count ${int} not null,
    last ${real}, last_iter ${int}, last_ts ${int}, x_axis_label ${text},
    constraint series_key unique (task, metric, variant, attempt))`.execute(db)
  await sql`create table point (series ${int} not null, iter ${int} not null, ts ${int} not null, value ${real}, kind ${int} not null, primary key (series, iter)) ${clustered}`.execute(
    db,
  )
  await sql`create table log (
    task ${text} not null, seq ${int} not null, company ${text} not null, attempt ${int} not null, ts ${int} not null, level ${text} not null, worker ${text} not null, msg ${text} not null,
    constraint log_key primary key (task, seq))`.execute(db)
  await sql`create index log_by_time on log (task, ts, seq)`.execute(db)
  await sql`create table log_head (task ${text} primary key, company ${text} not null, seq ${int} not null) ${clustered}`.execute(db)
  await sql`create table batch_receipt (key ${text} primary key, company ${text} not null, answer ${bytes} not null, created ${int} not null) ${clustered}`.execute(
    db,
  )
  await sql`create index batch_receipt_by_time on batch_receipt (created)`.execute(db)
  await sql`create table removal_done (id ${text} primary key, company ${text} not null) ${clustered}`.execute(db)
  for (const table of ['plot', 'image', 'vector'])
    await sql`create table ${sql.table(table)} (
      company ${text} not null, task ${text} not null, attempt ${int} not null, metric ${text} not null, variant ${text} not null, iter ${int} not null, key ${text} not null,
      ts ${int} not null, worker ${text} not null, body ${table === 'plot' ? bytes : text} not null,
      constraint ${sql.ref(`${table}_key`)} primary key (task, metric, variant, iter, key, attempt))`.execute(db)
}
