import type { ReadConnection } from '../scope.ts'
import { sql } from 'kysely'
import { dialectOf } from '../db/connection/dialect.ts'
import { inList } from '../db/sql/in-list.ts'
import type { Entity } from './field.ts'
import { fieldOf } from './fields.ts'
import { never, type Predicate } from './predicate.ts'
import { textCondition } from './text-condition.ts'
import { leavesOf, replaceLeaves } from './walk.ts'
import { defined } from '../defined.ts'

/** Replaces conditions on projects by lists of ids, because projects are few and an index on tasks serves the list. */
export async function resolveProjects(db: ReadConnection, company: string, entity: Entity, predicate: Predicate): Promise<Predicate> {
  const found = new Map<Predicate, readonly string[]>()
  for (const leaf of leavesOf(predicate)) {
    if (leaf.is === 'in_project')
      found.set(leaf, [...(leaf.path === 'parent' ? [] : leaf.projects), ...(await projectsBelow(db, company, leaf.projects))])
    if (leaf.is === 'in_project_named') found.set(leaf, await projectsNamed(db, company, leaf.text))
  }
  if (found.size === 0) return predicate
  return replaceLeaves(predicate, (leaf) => {
    const values = found.get(leaf)
    if (values === undefined) return leaf
    const path = leaf.is === 'in_project' && leaf.path === 'parent' ? 'id' : 'project'
    return values.length === 0 ? never : { is: 'in', field: defined(fieldOf(entity, path)), values: [...new Set(values)] }
  })
}

/** The projects below others, found by path, which is a range of the index on names. */
async function projectsBelow(db: ReadConnection, company: string, projects: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select below.id from project as root inner join project as below on below.company = root.company and below.name >= root.name || '/' and below.name < root.name || '0'
    where ${inList(sql.ref('root.id'), projects, dialectOf(db))} and root.company in (${company}, '')`.execute(db)
  return rows.map(({ id }) => id)
}

async function projectsNamed(db: ReadConnection, company: string, text: string): Promise<readonly string[]> {
  const named = textCondition(sql.ref('name'), { how: 'contains', text, ignoreCase: true }, dialectOf(db))
  const { rows } = await sql<{ id: string }>`select id from project where company in (${company}, '') and ${named}`.execute(db)
  return rows.map(({ id }) => id)
}
