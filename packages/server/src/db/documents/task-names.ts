import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { visibleTo } from '../sql/visible.ts'
import { readNames } from './read-names.ts'

type Document = Readonly<Record<string, unknown>> & { readonly id: string }

/** Adds names to the references of tasks: project, user, company, and the parent with its project. */
export async function joinTaskNames<D extends Document>(scope: Reader, tasks: readonly D[]): Promise<readonly D[]> {
  const ids = (name: string) => tasks.map((task) => task[name] as string | undefined)
  const parents = await readParents(scope, ids('parent'))
  const project = await readNames(scope, 'project', [...ids('project'), ...[...parents.values()].map((parent) => parent.project)])
  const user = await readNames(scope, 'user', ids('user'))
  const company = await readNames(scope, 'company', ids('company'))
  const parentOf = (id: string) => {
    const found = parents.get(id)
    return found === undefined ? { id } : { id, name: found.name, ...(found.project === null ? {} : { project: project(found.project) }) }
  }
  const named = (task: Document, name: string, show: (id: string) => unknown) =>
    typeof task[name] === 'string' && task[name] !== '' ? { [name]: show(task[name]) } : {}
  return tasks.map((task) => ({
    ...task,
    ...named(task, 'project', project),
    ...named(task, 'user', user),
    // The company of a public task is empty.
    ...(typeof task['company'] === 'string' ? { company: company(task['company']) } : {}),
    ...named(task, 'parent', parentOf),
  }))
}

async function readParents(
  { db, company }: Reader,
  ids: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, { name: string; project: string | null }>> {
  const wanted = [...new Set(ids.filter((id) => id !== undefined))]
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    name: string
    project: string | null
  }>`select id, name, project from task where ${inList(sql.ref('id'), wanted, dialectOf(db))} and ${visibleTo(company)}`.execute(db)
  return new Map(rows.map(({ id, ...parent }) => [id, parent]))
}
