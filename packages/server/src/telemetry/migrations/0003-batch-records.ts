import { type Kysely, sql } from 'kysely'
import { columnTypes, isPostgres } from '../../db/connection/dialect.ts'

/** Gives the table of batch records their name. A new table takes the rows, because an index is not renamed with its table. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int } = columnTypes(db)
  const bytes = isPostgres(db) ? sql`bytea` : sql`blob`
  const clustered = isPostgres(db) ? sql`` : sql`without rowid`
  await sql`create table batch_record (
    key ${text} primary key, company ${text} not null, answer ${bytes} not null, created ${int} not null) ${clustered}`.execute(db)
  await sql`insert into batch_record (key, company, answer, created) select key, company, answer, created from batch_receipt`.execute(db)
  await sql`drop table batch_receipt`.execute(db)
  await sql`create index batch_record_by_time on batch_record (created)`.execute(db)
}
