import type { Task } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { bytes } from '../../show/bytes.ts'
import { counted } from '../../show/counted.ts'
import { CommandFailed } from '../../failure.ts'
import type { Found } from '../../lookup/find-task.ts'

/** What tasks have made, which is deleted with them. */
export interface Contents {
  readonly tasks: readonly Pick<Task, 'id' | 'name' | 'status' | 'system_tags'>[]
  /** The steps below them. */
  readonly steps: number
  readonly artifacts: number
  /** The size of all artifacts, in bytes. */
  readonly bytes: number
  readonly models: number
}

const pageSize = 500

/** Reads what tasks have made; with `steps`, what the tasks below them have made as well. */
export async function contentsOf(api: Api, found: readonly Found[], { steps = false } = {}): Promise<Contents> {
  const tasks = await readAll(api, { id: found.map(({ id }) => id) })
  const missing = found.find(({ id }) => !tasks.some((task) => task.id === id))
  if (missing !== undefined)
    throw new CommandFailed(`There is no task ${missing.id}. \`clearway task list\` shows what there is.`, { code: 'not_found' })
  const below = steps ? await readAll(api, { parent: tasks.map(({ id }) => id) }) : []
  const all = [...tasks, ...below]
  const made = all.flatMap(({ execution }) => (execution?.artifacts ?? []).filter(({ mode }) => mode !== 'input'))
  return {
    tasks,
    steps: below.length,
    artifacts: made.length,
    bytes: made.reduce((sum, { content_size: size }) => sum + (typeof size === 'number' ? size : 0), 0),
    models: all.reduce((sum, { models }) => sum + (models?.output.length ?? 0), 0),
  }
}

async function readAll(api: Api, query: { readonly id: string[] } | { readonly parent: string[] }): Promise<Task[]> {
  const all: Task[] = []
  for (let page = 0; ; page += 1) {
    const { tasks } = await api.tasks.get_all_ex({
      ...query,
      search_hidden: true,
      only_fields: ['id', 'name', 'status', 'system_tags', 'execution.artifacts', 'models'],
      order_by: ['id'],
      page,
      page_size: pageSize,
    })
    all.push(...tasks)
    if (tasks.length < pageSize) return all
  }
}

/** `the task train (0199…)`, or `3 tasks`. */
export function describeTasks({ tasks }: Contents): string {
  const [first] = tasks
  return tasks.length === 1 && first !== undefined ? `the task ${first.name ?? ''} (${first.id})` : counted(tasks.length, 'task')
}

/** `its log, 3 artifacts (4.2 MB) and 1 model`. */
export function describeMade({ tasks, steps, artifacts, bytes: size, models }: Contents): string {
  const parts = [
    ...(steps > 0 ? [`${counted(steps, 'step')} below`] : []),
    tasks.length + steps === 1 ? 'its log' : 'their logs',
    ...(artifacts > 0 ? [`${counted(artifacts, 'artifact')} (${bytes(size)})`] : []),
    ...(models > 0 ? [counted(models, 'model')] : []),
  ]
  return parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
