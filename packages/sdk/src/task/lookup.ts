import { exactly } from '@clearway/contract/name-pattern'
import { ApiError, isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'

const isId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)

/** The id of a project by its full name. */
export async function findProject(api: Api, name: string): Promise<string | undefined> {
  const { projects } = await api.projects.get_all({
    name: exactly(name),
    search_hidden: true,
    only_fields: ['id', 'name'],
    page: 0,
    page_size: 1,
  })
  return projects[0]?.id
}

/** The id of a project by its full name; it is created, with those above it, if it does not exist. */
export async function ensureProject(api: Api, name: string, systemTags: readonly string[] = []): Promise<string> {
  const found = await findProject(api, name)
  if (found !== undefined) return found
  try {
    return (await api.projects.create({ name, ...(systemTags.length === 0 ? {} : { system_tags: [...systemTags] }) })).id
  } catch (error) {
    if (!isApiError(error, 'name_taken')) throw error
    const made = await findProject(api, name)
    if (made === undefined) throw error
    return made
  }
}

/** The id of a queue by its name or id. */
export async function findQueue(api: Api, queue: string): Promise<string> {
  const { queues } = await api.queues.get_all({ name: exactly(queue), search_hidden: true, only_fields: ['id', 'name'] })
  const found = queues[0]?.id
  if (found !== undefined) return found
  if (isId(queue)) return queue
  const { queues: all } = await api.queues.get_all({ only_fields: ['name'] })
  const names = all.flatMap(({ name }) => name ?? [])
  throw new ApiError(
    `There is no queue '${queue}'. There is: ${names.join(', ')}. Make it with \`clearway queue create ${queue}\`, or name another.`,
    {
      code: 'queue_not_found',
      status: 400,
      details: { field: 'queue', available: names },
    },
  )
}

/** The newest task of a name in a project, without archived and failed ones, as in ClearML. */
export async function findTask(api: Api, projectName: string, taskName: string): Promise<string> {
  return findTaskIn(api, { id: await findProject(api, projectName), name: projectName }, taskName)
}

/** Finds tasks as `findTask` does. */
export type TaskFinder = (projectName: string, taskName: string) => Promise<string>

/**
 * Makes a finder that asks for each project and each task once: a pipeline of a thousand steps often has few base tasks. The finder remembers what it has
 * found, so make one for each definition of a pipeline.
 */
export function taskFinder(api: Api): TaskFinder {
  const projects = new Map<string, Promise<string | undefined>>()
  const tasks = new Map<string, Promise<string>>()
  return (projectName, taskName) => {
    const project = remembered(projects, projectName, () => findProject(api, projectName))
    return remembered(tasks, JSON.stringify([projectName, taskName]), async () =>
      findTaskIn(api, { id: await project, name: projectName }, taskName),
    )
  }
}

/** The value of a key, made where there is none yet. */
function remembered<T>(values: Map<string, T>, key: string, make: () => T): T {
  const value = values.get(key) ?? make()
  values.set(key, value)
  return value
}

interface FoundProject {
  readonly id: string | undefined
  readonly name: string
}

async function findTaskIn(api: Api, { id: project, name: projectName }: FoundProject, taskName: string): Promise<string> {
  const missing = (what: string, cure: string): ApiError =>
    new ApiError(`${what} ${cure}`, { code: 'task_not_found', status: 400, details: { projectName, taskName, cure } })
  if (project === undefined)
    throw missing(
      `There is no project '${projectName}', and so no task '${taskName}' in it.`,
      "Check the name; a project's name is its whole path.",
    )
  const { tasks } = await api.tasks.get_all({
    name: exactly(taskName),
    project: [project],
    search_hidden: true,
    system_tags: ['-archived'],
    only_fields: ['id', 'name', 'status'],
    order_by: ['-last_update'],
    status: ['created', 'queued', 'in_progress', 'published', 'stopped', 'completed', 'closed'],
    page: 0,
    page_size: 1,
  })
  const found = tasks[0]?.id
  if (found === undefined)
    throw missing(
      `There is no task '${taskName}' in project '${projectName}' that is neither failed nor archived.`,
      'Check the name, or give the id.',
    )
  return found
}
