import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { visibleTo } from '../sql/visible.ts'
import { readModelDocuments } from './model-document.ts'
import type { Projection } from './projection.ts'
import { readNames } from './read-names.ts'

type Document = Readonly<Record<string, unknown>> & { readonly id: string }

/**
 * Adds names to the references of tasks: project, user, company, and the parent with its project, and with its type if that is requested; to the queue and to
 * models if the request names fields of theirs, because clients that name none read ids there. Source: ClearML server 2.3.0.
 */
export async function joinTaskNames<D extends Document>(
  scope: Reader,
  tasks: readonly D[],
  wanted: Pick<Projection, 'below'>,
): Promise<readonly D[]> {
  const ids = (name: string) => tasks.map((task) => task[name] as string | undefined)
  const parents = await readParents(scope, ids('parent'))
  const project = await readNames(scope, 'project', [...ids('project'), ...[...parents.values()].map((parent) => parent.project)])
  const user = await readNames(scope, 'user', ids('user'))
  const company = await readNames(scope, 'company', ids('company'))
  const withType = wanted.below('parent').includes('type')
  const parentOf = (id: string) => {
    const found = parents.get(id)
    if (found === undefined) return { id }
    const { name, type } = found
    return { id, name, ...(withType ? { type } : {}), ...(found.project === null ? {} : { project: project(found.project) }) }
  }
  const queueOf = await joinQueues(scope, tasks, wanted)
  const modelsOf = await joinModels(scope, tasks, wanted)
  const named = (task: Document, name: string, show: (id: string) => unknown) =>
    typeof task[name] === 'string' && task[name] !== '' ? { [name]: show(task[name]) } : {}
  return tasks.map((task) => ({
    ...task,
    ...named(task, 'project', project),
    ...named(task, 'user', user),
    // The company of a public task is empty.
    ...(typeof task['company'] === 'string' ? { company: company(task['company']) } : {}),
    ...named(task, 'parent', parentOf),
    ...queueOf(task),
    ...modelsOf(task),
  }))
}

type Join = (task: Document) => Readonly<Record<string, unknown>>
const unchanged: Join = () => ({})

async function joinQueues(scope: Reader, tasks: readonly Document[], { below }: Pick<Projection, 'below'>): Promise<Join> {
  if (below('execution.queue').length === 0) return unchanged
  const executionOf = (task: Document) => task['execution'] as { readonly queue?: string } | undefined
  const queue = await readNames(
    scope,
    'queue',
    tasks.map((task) => executionOf(task)?.queue),
  )
  return (task) => {
    const execution = executionOf(task)
    return execution?.queue === undefined ? {} : { execution: { ...execution, queue: queue(execution.queue) } }
  }
}

interface ModelUse {
  readonly model: string
}
type ModelLists = Readonly<Partial<Record<'input' | 'output', readonly ModelUse[]>>>

async function joinModels(scope: Reader, tasks: readonly Document[], { below }: Pick<Projection, 'below'>): Promise<Join> {
  const modes = (['input', 'output'] as const).filter((mode) => below(`models.${mode}.model`).length > 0)
  if (modes.length === 0) return unchanged
  const listsOf = (task: Document) => (task['models'] ?? {}) as ModelLists
  const usesOf = (task: Document, mode: (typeof modes)[number]) => listsOf(task)[mode] ?? []
  const ids = tasks.flatMap((task) => modes.flatMap((mode) => usesOf(task, mode).map(({ model }) => model)))
  const fields = modes.flatMap((mode) => below(`models.${mode}.model`))
  const models = new Map((await readModelDocuments(scope, [...new Set(ids)], fields)).map((model) => [model.id, model]))
  const joined = (use: ModelUse) => ({ ...use, model: models.get(use.model) ?? { id: use.model } })
  return (task) => ({
    models: { ...listsOf(task), ...Object.fromEntries(modes.map((mode) => [mode, usesOf(task, mode).map(joined)])) },
  })
}

async function readParents(
  { db, company }: Reader,
  ids: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, { name: string; type: string; project: string | null }>> {
  const wanted = [...new Set(ids.filter((id) => id !== undefined))]
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    name: string
    type: string
    project: string | null
  }>`select id, name, type, project from task where ${inList(sql.ref('id'), wanted, dialectOf(db))} and ${visibleTo(company)}`.execute(db)
  return new Map(rows.map(({ id, ...parent }) => [id, parent]))
}
