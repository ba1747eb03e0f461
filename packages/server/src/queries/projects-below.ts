import { sql } from 'kysely'
import { inList } from '../db/in-list.ts'
import type { Predicate } from './predicate.ts'
import { columnOf, type Sql, type Target } from './sql-value.ts'

/** A project's tasks and models with those of all below it; for projects as `parent`, what lies anywhere below. By path, which is a range of the index on names. */
export function inProject({ projects, path }: Predicate & { is: 'in_project' }, target: Target): Sql {
  const below = sql`(below.name >= root.name || '/' and below.name < root.name || '0')`
  const place = path === 'parent' ? below : sql`(below.id = root.id or ${below})`
  const owner = columnOf(target, path === 'parent' ? 'id' : 'project')
  const inside = sql`${owner} in (select below.id from project as root cross join project as below where ${inList(sql`root.id`, projects, target.dialect)} and below.company = root.company and ${place})`
  // A project that was deleted, or never was, can still be named by its tasks.
  return path === 'parent' ? inside : sql`(${inList(owner, projects, target.dialect)} or ${inside})`
}

export function inProjectNamed(text: string, target: Target): Sql {
  const found = target.dialect === 'postgres' ? sql`strpos(lower(name), ${text.toLowerCase()}) > 0` : sql`instr(lower(name), ${text.toLowerCase()}) > 0`
  return sql`${columnOf(target, 'project')} in (select id from project where ${found})`
}
