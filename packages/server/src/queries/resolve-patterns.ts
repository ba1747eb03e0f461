import { type Kysely, sql } from 'kysely'
import { re2 } from '../db/re2.ts'
import type { Database } from '../db/schema.ts'
import { compile } from './compile.ts'
import type { Field } from './field.ts'
import type { TextMatch } from './pattern.ts'
import { all, always, never, type Predicate } from './predicate.ts'
import { columnOf, itemsOf, jsonText, sideRows, sideValue, type Sql, type Target } from './sql-value.ts'
import { leavesOf, replaceLeaves } from './walk.ts'

type RegexLeaf = { readonly is: 'text'; readonly field: Field; readonly match: TextMatch & { how: 'regex' } }
const rowsAtOnce = 10_000

/**
 * PostgreSQL has no linear-time engine: the rows that the rest of the request leaves are read as (id, value), a page at a time, and each
 * regular expression becomes the list of values that it matches.
 */
export async function resolvePatterns(
  db: Kysely<Database>,
  predicate: Predicate,
  target: Target,
  signal?: AbortSignal,
): Promise<Predicate> {
  const patterns = leavesOf(predicate).filter(isRegex)
  if (patterns.length === 0 || target.dialect === 'sqlite') return predicate
  const candidates = replaceLeaves(predicate, (leaf, under) => (!isRegex(leaf) ? leaf : under === 'not' ? never : wider(leaf)))
  const found = new Map<RegexLeaf, ReadonlySet<string>>()
  for (const leaf of patterns) found.set(leaf, await matching(db, leaf, candidates, target, signal))
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

/** What the database can say of a pattern by itself: that its matches hold a literal. */
function wider({ field, match }: RegexLeaf): Predicate {
  return match.narrowed === undefined ? always : { is: 'text', field, match: match.narrowed }
}

async function matching(
  db: Kysely<Database>,
  leaf: RegexLeaf,
  candidates: Predicate,
  target: Target,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const regex = re2(leaf.match)
  const matches = new Set<string>()
  const others = new Set<string>()
  const where = compile(all([candidates, wider(leaf)]), target)
  const table = sql.table(target.entity)
  const id = columnOf(target, 'id')
  for (let after = ''; ;) {
    signal?.throwIfAborted()
    const { rows } = await sql<{ id: string; value: readonly (string | null)[] | string | null }>`
      select ${id} as id, ${values(leaf.field, target)} as value from ${table}
      where ${columnOf(target, 'company')} = ${target.company} and ${id} > ${after} and ${where} order by ${id} limit ${rowsAtOnce}`.execute(
      db,
    )
    for (const { value } of rows)
      for (const text of typeof value === 'string' ? [value] : (value ?? [])) {
        if (text === null || matches.has(text) || others.has(text)) continue
        ;(regex.test(text) ? matches : others).add(text)
      }
    if (rows.length < rowsAtOnce) return matches
    after = rows.at(-1)!.id
  }
}

/** A field's value, or an array of its values. */
function values({ source }: Field, target: Target): Sql {
  switch (source.from) {
    case 'column':
      return columnOf(target, source.column)
    case 'json':
      return jsonText(source, target)
    case 'items': {
      const { rows, value } = itemsOf(source, target)
      return sql`array(select ${value} from ${rows})`
    }
    case 'side':
      return sql`array(select ${sideValue(source, 'side')}::text from ${sql.table(source.table)} as side where ${sql.ref(`side.${source.owner}`)} = ${columnOf(target, 'id')} and ${sideRows(source, 'side', target)})`
  }
}
