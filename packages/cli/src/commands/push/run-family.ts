import { recordOf } from '@clearway/contract/is-record'
import { fromTask, readDrafts, draftsConfigurationName } from '@clearway/engine'
import type { Task } from '@clearway/contract'
import { type Doc, idOf, textOf } from '../import/mapping/fields.ts'
import { markedFields } from '../import/mapping/marker.ts'
import type { Source } from '../import/reading/source.ts'

const pageSize = 500

/** What a run consists of, as lists show it. */
export interface RunFamily {
  /** Models before the tasks that use them; base tasks, steps and inner runs before the run. */
  readonly models: readonly Doc[]
  readonly tasks: readonly Doc[]
  /** The ids of their projects. */
  readonly projects: ReadonlySet<string>
}

/** Finds the tasks below a run, the base tasks that it needs to run again, and the models of all these. */
export async function readFamily(source: Source, run: string): Promise<RunFamily> {
  const found = new Map<string, Doc>()
  for (let ids: readonly string[] = [run]; ids.length > 0;) {
    const [named, below] = [await tasksBy(source, { field: 'id', ids }), await tasksBy(source, { field: 'parent', ids })]
    for (const row of named) found.set(idOf(row['id']) ?? '', row)
    const next = new Set(below.map(({ id }) => idOf(id) ?? ''))
    for (const row of named) for (const id of await neededBy(source, row)) next.add(id)
    ids = [...next].filter((id) => id !== '' && !found.has(id))
  }
  const modelIds = [...found.values()].flatMap(({ models }) => Object.values(recordOf(models)).flatMap(usedModels))
  const models = await rowsBy(
    [...new Set(modelIds)],
    async (id) => (await source.read((api) => api.models.get_all(listing({ id })))).models,
  )
  const tasks = [...found.values()].reverse()
  const projects = [...tasks, ...models].flatMap(({ project }) => idOf(project) ?? [])
  return { models, tasks, projects: new Set(projects) }
}

/** The base tasks of a run's steps, and of its program's functions. */
async function neededBy(source: Source, { id, type }: Doc): Promise<readonly string[]> {
  if (type !== 'controller') return []
  const run = idOf(id) ?? ''
  const { task } = await source.read((api) => api.tasks.get_by_id({ task: run }))
  const drafts = readDrafts(task.configuration?.[draftsConfigurationName]?.value) ?? {}
  const steps = Object.values(definitionOf(task)).flatMap(({ baseTask }) => baseTask ?? [])
  return [...Object.values(drafts), ...steps, ...(await addedSteps(source, run))]
}

function definitionOf(task: Task): NonNullable<ReturnType<typeof fromTask>>['steps'] {
  try {
    return fromTask(task)?.steps ?? {}
  } catch {
    // A definition of somebody else's program that cannot be read names no tasks.
    return {}
  }
}

/** The base tasks of steps that a run was given while it ran. */
async function addedSteps(source: Source, run: string): Promise<readonly string[]> {
  const added: string[] = []
  for (let after = 0; ;) {
    const { seq, events } = await source.read((api) => api.runs.get({ run, after }))
    for (const { event } of events) {
      const base = idOf(recordOf(event['definition'])['baseTask'])
      if (base !== undefined) added.push(base)
    }
    after += events.length
    if (events.length === 0 || after >= seq) return added
  }
}

function usedModels(uses: unknown): readonly string[] {
  return Array.isArray(uses) ? uses.flatMap((use) => idOf(recordOf(use)['model']) ?? []) : []
}

const listing = (filter: object) => ({
  ...filter,
  search_hidden: true,
  only_fields: ['id', 'name', 'type', 'project', 'models', ...markedFields],
  order_by: ['created'],
})

async function tasksBy(source: Source, { field, ids }: { readonly field: 'id' | 'parent'; readonly ids: readonly string[] }) {
  return rowsBy(ids, async (some, page) => {
    const request = { ...listing({ [field]: some }), page, page_size: pageSize }
    return (await source.read((api) => api.tasks.get_all(request))).tasks
  })
}

/** The rows of ids, a page at a time. */
async function rowsBy(ids: readonly string[], read: (ids: string[], page: number) => Promise<readonly Doc[]>): Promise<readonly Doc[]> {
  const all: Doc[] = []
  for (let start = 0; start < ids.length; start += 100)
    for (let page = 0; ; page += 1) {
      const rows = await read(ids.slice(start, start + 100), page)
      all.push(...rows)
      if (rows.length < pageSize) break
    }
  return all.filter((row) => textOf(row['id']) !== undefined)
}
