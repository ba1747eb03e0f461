import { sql } from 'kysely'
import { dialectOf } from '../db/connection/dialect.ts'
import { inList } from '../db/sql/in-list.ts'
import type { Reader } from '../scope.ts'

/** A project somewhere below another one. */
export interface Descendant {
  readonly root: string
  readonly id: string
  readonly name: string
}

/** The projects below each of these, sorted by name: one statement for all of them, since a subtree is a range of the index on names. */
export async function descendantsOf(
  { db, company }: Reader,
  roots: readonly string[],
  { hidden }: { readonly hidden: boolean },
): Promise<readonly Descendant[]> {
  const shown = hidden
    ? sql`1 = 1`
    : sql`not exists (select 1 from project_tag g where g.project = below.id and g.kind = 'system_tags' and g.tag = 'hidden')`
  const { rows } = await sql<Descendant>`
    select root.id as root, below.id as id, below.name as name
    from project as root inner join project as below on below.company in (${company}, '') and below.name >= root.name || '/' and below.name < root.name || '0'
    where ${inList(sql.ref('root.id'), roots, dialectOf(db))} and root.company in (${company}, '') and ${shown} order by below.name`.execute(
    db,
  )
  return rows
}

/** The given projects and all above them. */
export async function withAncestors({ db, company }: Reader, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive above(id) as (
      select id from project where ${inList(sql.ref('id'), ids, dialectOf(db))} and company in (${company}, '')
      union select project.parent from project inner join above on project.id = above.id where project.parent is not null
    ) select id from above`.execute(db)
  return rows.map(({ id }) => id)
}
