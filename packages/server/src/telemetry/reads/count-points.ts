import { type RawBuilder, sql } from 'kysely'
import { defined } from '../../defined.ts'
import { dialectOf, isPostgres } from '../../db/connection/dialect.ts'
import { inList } from '../../db/sql/in-list.ts'
import type { Curve } from './curves.ts'
import type { Reader } from './reader.ts'

/** How many points curves have; an iteration that several attempts reported counts once. */
export async function countPoints(reader: Reader, curves: readonly Curve[]): Promise<number> {
  const [single, several] = [curves.filter(({ series }) => series.length === 1), curves.filter(({ series }) => series.length > 1)]
  const alone = await countAll(
    reader,
    single.map(({ series }) => defined(series[0])),
  )
  return alone + (await countIterations(reader, several))
}

/** A single attempt has each iteration once, so its points are counted without comparing iterations across attempts. */
async function countAll({ db }: Reader, series: readonly number[]): Promise<number> {
  if (series.length === 0) return 0
  const points = db.selectFrom('point').where(inList(sql.ref('series'), series, dialectOf(db)))
  return Number((await points.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count)
}

async function countIterations({ db }: Reader, curves: readonly Curve[]): Promise<number> {
  if (curves.length === 0) return 0
  const list = JSON.stringify(curves.flatMap(({ series }, curve) => series.map((id) => ({ curve, id }))))
  const parts: RawBuilder<unknown> = isPostgres(db)
    ? sql`jsonb_to_recordset(${list}::jsonb) as part(curve int8, id int8)`
    : sql`(select json_extract(value, '$.curve') as curve, json_extract(value, '$.id') as id from json_each(${list})) as part`
  const found = await sql<{ readonly count: number }>`
    select count(*) as count from (select distinct part.curve, point.iter from ${parts} join point on point.series = part.id) as iterations
  `.execute(db)
  return Number(defined(found.rows[0]).count)
}
