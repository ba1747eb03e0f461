import type { ReadConnection } from '../scope.ts'
import { sql } from 'kysely'
import type { MatchTexts } from '../db/connection/readers.ts'
import { compile } from './compile.ts'
import type { Field } from './field.ts'
import type { OrderKey } from './order-key.ts'
import type { Page } from './page.ts'
import type { TextMatch } from './pattern.ts'
import { all, always, never, type Predicate } from './predicate.ts'
import { findRows } from './rows.ts'
import { columnOf, itemsOf, joinedValue, jsonText, sideRows, sideValue, type Sql, type Target } from './sql-value.ts'
import { leavesOf, replaceLeaves } from './walk.ts'
import { defined } from '../defined.ts'

interface RegexLeaf {
  readonly is: 'text'
  readonly field: Field
  readonly match: TextMatch & { how: 'regex' }
}
const rowsAtOnce = 10_000

export interface PatternQuery {
  readonly target: Target
  readonly orderBy: readonly OrderKey[]
  readonly page: Page
  readonly matchTexts: MatchTexts
}

/**
 * Replaces regular expressions for PostgreSQL, which has no linear-time engine: the rows that match the rest of the request are read as (id, value),
 * and each regular expression becomes the list of values that it matches. If the first rows in the list's order fill the page, only these are tested.
 */
export async function resolvePatterns(
  db: ReadConnection,
  predicate: Predicate,
  { target, orderBy, page, matchTexts }: PatternQuery,
): Promise<Predicate> {
  const patterns = leavesOf(predicate).filter(isRegex)
  if (patterns.length === 0 || target.dialect === 'sqlite') return predicate
  const candidates = replaceLeaves(predicate, (leaf, under) => (!isRegex(leaf) ? leaf : under === 'not' ? never : wider(leaf)))
  const found = new Map<RegexLeaf, ReadonlySet<string>>()
  for (const leaf of patterns) {
    const first = isAlone(leaf, patterns, predicate)
      ? await matchingFirst(db, leaf, candidates, { target, orderBy, page, matchTexts })
      : undefined
    found.set(leaf, first ?? (await matching(db, leaf, candidates, { target, matchTexts })))
  }
  return replaceLeaves(predicate, (leaf) => {
    const values = isRegex(leaf) ? found.get(leaf) : undefined
    return values === undefined
      ? leaf
      : values.size === 0
        ? never
        : { is: 'in', field: (leaf as RegexLeaf).field, values: [...values], literally: true }
  })
}

function isRegex(leaf: Predicate): leaf is RegexLeaf {
  return leaf.is === 'text' && leaf.match.how === 'regex'
}

/** A wider condition that the database can check itself: the value contains a literal that every match contains. */
function wider({ field, match }: RegexLeaf): Predicate {
  return match.narrowed === undefined ? always : { is: 'text', field, match: match.narrowed }
}

/** Whether the pattern alone decides about each row that the rest of the request leaves. */
function isAlone(leaf: RegexLeaf, patterns: readonly RegexLeaf[], predicate: Predicate): boolean {
  return patterns.length === 1 && (predicate === leaf || (predicate.is === 'all' && predicate.of.includes(leaf)))
}

/** The values that a pattern matches among the first rows in the list's order; undefined if those rows do not fill the page. */
async function matchingFirst(
  db: ReadConnection,
  leaf: RegexLeaf,
  candidates: Predicate,
  { target, orderBy, page, matchTexts }: PatternQuery,
): Promise<ReadonlySet<string> | undefined> {
  const part = { target, predicate: all([candidates, wider(leaf)]) }
  const alongside = (): Sql => values(leaf.field, target)
  const first = await findRows(db, { parts: [part], orderBy, alongside }, { ...page, offset: 0, limit: rowsAtOnce })
  const matches = new Set<string>()
  const found = first.alongside as readonly Values[]
  let rows = 0
  for (let at = 0; at < found.length; at += textsAtOnce) {
    const some = found.slice(at, at + textsAtOnce).map(textsOf)
    const matched = await matchesAmong(some.flat(), leaf, matchTexts)
    for (const texts of some) {
      const own = texts.filter((text) => matched.has(text))
      for (const text of own) matches.add(text)
      if (own.length > 0) rows += 1
      if (rows >= page.offset + page.limit) return matches
    }
  }
  return first.ids.length < rowsAtOnce ? matches : undefined
}

/** How many rows are tested before it is checked whether the page is full. */
const textsAtOnce = 1_000

async function matchesAmong(texts: readonly string[], { match }: RegexLeaf, matchTexts: MatchTexts): Promise<ReadonlySet<string>> {
  const each = [...new Set(texts)]
  if (each.length === 0) return new Set()
  const matched = await matchTexts({ source: match.source, ignoreCase: match.ignoreCase }, each)
  return new Set(each.filter((_, index) => matched[index]))
}

type Values = readonly (string | null)[] | string | null

function textsOf(value: Values): readonly string[] {
  return (typeof value === 'string' ? [value] : (value ?? [])).filter((text) => text !== null)
}

async function matching(
  db: ReadConnection,
  leaf: RegexLeaf,
  candidates: Predicate,
  { target, matchTexts }: Pick<PatternQuery, 'target' | 'matchTexts'>,
): Promise<ReadonlySet<string>> {
  const matches = new Set<string>()
  const where = compile(all([candidates, wider(leaf)]), target)
  const table = sql.table(target.entity)
  const id = columnOf(target, 'id')
  for (let after = ''; ;) {
    const { rows } = await sql<{ id: string; value: Values }>`
      select ${id} as id, ${values(leaf.field, target)} as value from ${table}
      where ${columnOf(target, 'company')} = ${target.company} and ${id} > ${after} and ${where} order by ${id} limit ${rowsAtOnce}`.execute(
      db,
    )
    const texts = rows.flatMap(({ value }) => textsOf(value))
    for (const text of await matchesAmong(texts, leaf, matchTexts)) matches.add(text)
    if (rows.length < rowsAtOnce) return matches
    after = defined(rows.at(-1)).id
  }
}

/** A field's value, or the array of its values. */
function values({ source }: Field, target: Target): Sql {
  switch (source.from) {
    case 'column':
      return columnOf(target, source.column)
    case 'json':
      return jsonText(source, target)
    case 'joined':
      return joinedValue(source, target)
    case 'items': {
      const { rows, value } = itemsOf(source, target)
      return sql`array(select ${value} from ${rows})`
    }
    case 'side':
      return sql`array(select ${sideValue(source, 'side')}::text from ${sql.table(source.table)} as side where ${sql.ref(`side.${source.owner}`)} = ${columnOf(target, 'id')} and ${sideRows(source, 'side', target)})`
  }
}
