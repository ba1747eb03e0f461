import { sql } from 'kysely'
import { inList } from '../db/in-list.ts'
import type { Predicate } from './predicate.ts'
import { columnOf, type Sql, type Target } from './sql-value.ts'

/** A project's tasks and models with those of all below it; for projects as `parent`, what lies anywhere below. By path, which is a range of the index on names. */
export function inProject({ projects, path }: Predicate & { is: 'in_project' }, target: Target): Sql {
  const below = sql`select below.id from project as root cross join project as below
    where ${inList(sql`root.id`, projects, target.dialect)} and below.company = root.company and below.name >= root.name || '/' and below.name < root.name || '0'`
  if (path === 'parent') return sql`${columnOf(target, 'id')} in (${below})`
  // A project that was deleted can still be named by its tasks.
  return sql`${columnOf(target, 'project')} in (${below} union all ${rowsOf(projects, target)})`
}

function rowsOf(values: readonly string[], { dialect }: Target): Sql {
  return dialect === 'postgres' ? sql`select unnest(${[...values]}::text[])` : sql`select value from json_each(${JSON.stringify(values)})`
}

export function inProjectNamed(text: string, target: Target): Sql {
  const found = target.dialect === 'postgres' ? sql`strpos(lower(name), ${text.toLowerCase()}) > 0` : sql`instr(lower(name), ${text.toLowerCase()}) > 0`
  return sql`${columnOf(target, 'project')} in (select id from project where ${found})`
}
