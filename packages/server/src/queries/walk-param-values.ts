import { sql } from 'kysely'
import type { ListScope } from './list-ids.ts'

/** How many values are found by walking: as many as take less time than to read 200,000 rows. */
const mostWalked = 2000
/** How much of a value PostgreSQL's index holds. */
const indexedLength = sql.lit(256)

interface Param {
  readonly section: string
  readonly name: string
}

/**
 * The values of a parameter in PostgreSQL, found by going from each to the next greater one in the index: without reading all rows of the parameter, of
 * which there may be as many as tasks. Undefined if there are too many values for that, or one that the index holds in part.
 */
export async function walkParamValues({ reader }: ListScope, company: string, { section, name }: Param): Promise<string[] | undefined> {
  const next = (after: ReturnType<typeof sql>) =>
    sql`(select min(left(side.value, ${indexedLength})) from task_param as side
      where side.company = ${company} and side.section = ${section.trim()} and side.name = ${name.trim()} and ${after})`
  const { rows } = await sql<{ value: string }>`with recursive walk(value, place) as (
      select ${next(sql`side.value is not null`)}, 1
      union all
      select ${next(sql`left(side.value, ${indexedLength}) > walk.value`)}, place + 1
      from walk where value is not null and place <= ${sql.lit(mostWalked)}
    ) select value from walk where value is not null`.execute(reader)
  const isPartial = rows.some(({ value }) => [...value].length >= 256)
  return rows.length > mostWalked || isPartial ? undefined : rows.map(({ value }) => value)
}
