import { type Kysely, sql } from 'kysely'
import { columnTypes, isPostgres } from '../../db/connection/dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, int } = columnTypes(db)
  const clustered = isPostgres(db) ? sql`` : sql`without rowid`
  await sql`create table output_offset (
    attempt ${text} primary key, company ${text} not null, reached ${int} not null, earlier ${int} not null, created ${int} not null) ${clustered}`.execute(
    db,
  )
  await sql`create index output_offset_by_time on output_offset (created)`.execute(db)
}
