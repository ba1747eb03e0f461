import { type RawBuilder, sql } from 'kysely'

/**
 * The condition that a row is the company's own or public, for statements that read rows by id. It is written so that no index on companies serves
 * it: without statistics SQLite would read all of the company's rows instead of looking up the ids.
 */
export function visibleTo(company: string): RawBuilder<boolean> {
  return sql`(company || '') in (${company}, '')`
}

/** The condition that a row is the company's own, for statements that change rows by id. */
export function ownedBy(company: string): RawBuilder<boolean> {
  return sql`(company || '') = ${company}`
}
