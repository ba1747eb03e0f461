import { sql } from 'kysely'
import type { Dialect } from '../db/connection/dialect.ts'
import { foldCase } from './fold-case.ts'
import type { TextMatch } from './pattern.ts'
import type { Sql } from './sql-value.ts'
import { defined } from '../defined.ts'

/**
 * A text match as SQL. In SQLite a regular expression calls the server's SQL function `regexp_re2`; for PostgreSQL it must have been resolved before.
 */
export function textCondition(value: Sql, match: TextMatch, dialect: Dialect): Sql {
  if (match.how === 'regex') {
    if (dialect === 'postgres') throw new Error('A regular expression reached PostgreSQL: resolve it first.')
    const matches = sql`regexp_re2(${match.source}, ${match.ignoreCase ? 1 : 0}, ${value})`
    return match.narrowed === undefined ? matches : sql`(${textCondition(value, match.narrowed, dialect)} and ${matches})`
  }
  // PostgreSQL cannot store NUL, so no text contains it.
  if (match.text.includes('\0')) return sql`1 = 0`
  const text = match.ignoreCase ? foldCase(match.text) : match.text
  const folded = match.ignoreCase ? sql`lower(${value})` : value
  const length = [...text].length
  switch (match.how) {
    case 'equal':
      return sql`${folded} = ${text}`
    case 'prefix':
      if (length === 0) return sql`${value} is not null`
      return match.ignoreCase ? sql`substr(${folded}, 1, ${length}) = ${text}` : prefixed(value, text)
    case 'suffix':
      if (length === 0) return sql`${value} is not null`
      return dialect === 'postgres' ? sql`right(${folded}, ${length}) = ${text}` : sql`substr(${folded}, ${-length}) = ${text}`
    case 'contains':
      if (length === 0) return sql`${value} is not null`
      return dialect === 'postgres' ? sql`strpos(${folded}, ${text}) > 0` : sql`instr(${folded}, ${text}) > 0`
  }
}

/** A prefix match as a range, which an index can serve. */
function prefixed(value: Sql, prefix: string): Sql {
  const next = after(prefix)
  return next === undefined ? sql`${value} >= ${prefix}` : sql`(${value} >= ${prefix} and ${value} < ${next})`
}

/** The smallest text, by code point, that is greater than all texts with the prefix. */
function after(prefix: string): string | undefined {
  const characters = [...prefix]
  while (characters.length > 0) {
    const last = defined(defined(characters.pop()).codePointAt(0))
    if (last < 0x10ffff) return characters.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1)
  }
  return undefined
}
