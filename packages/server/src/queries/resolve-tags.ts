import type { ReadConnection } from '../scope.ts'
import { sql } from 'kysely'
import type { SideTable } from './field.ts'
import { never, type Predicate } from './predicate.ts'
import { sideRows, type Target } from './sql-value.ts'
import { textCondition } from './text-condition.ts'
import { leavesOf, replaceLeaves } from './walk.ts'

/** Replaces text searches on tags by lists of tags, because distinct tags are few and an index serves the list. */
export async function resolveTags(db: ReadConnection, predicate: Predicate, target: Target): Promise<Predicate> {
  const found = new Map<Predicate, readonly string[]>()
  for (const leaf of leavesOf(predicate))
    if (leaf.is === 'text' && leaf.match.how !== 'regex' && leaf.field.source.from === 'side' && leaf.field.source.value === 'tag')
      found.set(leaf, await tagsLike(db, leaf.field.source, leaf, target))
  if (found.size === 0) return predicate
  return replaceLeaves(predicate, (leaf) => {
    const values = found.get(leaf)
    if (values === undefined || leaf.is !== 'text') return leaf
    return values.length === 0 ? never : { is: 'in', field: leaf.field, values }
  })
}

/** Finds the tags that match, by going from each tag to the next greater one without reading all rows of a tag. */
async function tagsLike(
  db: ReadConnection,
  source: SideTable,
  { match }: Predicate & { is: 'text' },
  target: Target,
): Promise<readonly string[]> {
  const least = sql`select min(side.tag) from ${sql.table(source.table)} as side where ${sideRows(source, 'side', target)}`
  const { rows } = await sql<{ tag: string }>`
    with recursive used(tag) as (
      ${least} union all select (${least} and side.tag > used.tag) from used where used.tag is not null
    ) select tag from used where tag is not null and ${textCondition(sql.ref('tag'), match, target.dialect)}`.execute(db)
  return rows.map(({ tag }) => tag)
}
