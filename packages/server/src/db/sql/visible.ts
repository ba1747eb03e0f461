import { type RawBuilder, sql } from 'kysely'

/**
 * The company's own rows and the public ones, for statements that name their rows by id. Written so that no index on companies
 * serves it: without statistics SQLite would rather read all of the company's rows than look up a list of ids.
 */
export function visibleTo(company: string): RawBuilder<boolean> {
  return sql`(company || '') in (${company}, '')`
}
