import type { ReadConnection } from '../scope.ts'
import { sql } from 'kysely'
import { dialectOf } from '../db/connection/dialect.ts'
import type { Entity } from './field.ts'
import { fieldOf } from './fields.ts'
import { never, type Predicate } from './predicate.ts'
import { descendantsOf } from './project-tree.ts'
import { textCondition } from './text-condition.ts'
import { leavesOf, replaceLeaves } from './walk.ts'
import { defined } from '../defined.ts'

/** Replaces conditions on projects by lists of ids, because projects are few and an index on tasks serves the list. */
export async function resolveProjects(db: ReadConnection, company: string, entity: Entity, predicate: Predicate): Promise<Predicate> {
  const found = new Map<Predicate, readonly string[]>()
  for (const leaf of leavesOf(predicate)) {
    if (leaf.is === 'in_project')
      found.set(leaf, [
        ...(leaf.path === 'parent' ? [] : leaf.projects),
        ...(await descendantsOf({ db, company }, leaf.projects, { hidden: true })).map(({ id }) => id),
      ])
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

async function projectsNamed(db: ReadConnection, company: string, text: string): Promise<readonly string[]> {
  const named = textCondition(sql.ref('name'), { how: 'contains', text, ignoreCase: true }, dialectOf(db))
  const { rows } = await sql<{ id: string }>`select id from project where company in (${company}, '') and ${named}`.execute(db)
  return rows.map(({ id }) => id)
}
