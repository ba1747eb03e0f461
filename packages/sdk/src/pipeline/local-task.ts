import { setTimeout as sleep } from 'node:timers/promises'
import type { Launch } from '@clearway/contract'
import { sectionAndName } from '@clearway/contract/parameter-path'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { longestTimerMs } from './time-limits.ts'

/** The runtime property that names the launch and step for which a task was made, or started again. */
const mark = 'local_step'
/** The runtime property that holds the time before which a further attempt does not begin, in milliseconds since the epoch. */
const notBeforeMark = 'local_not_before'

/** The key of a launch within its run, as the mark of a task holds it. */
export function keyOf({ step, attempt }: Launch['key']): string {
  return `${attempt} ${step}`
}

/** The name of the step for which a task was made. */
export function stepNameOf(task: Task): string {
  const text = String(markOf(task) ?? '')
  return text.slice(text.indexOf(' ') + 1)
}

/** The mark of a task that was made here; undefined for a task that runs elsewhere. */
export function markOf(task: Task): unknown {
  return task.document.runtime?.[mark]
}

/** The tasks that an earlier process of this run made for its launches. */
export async function launchesOf({ api }: Connection, run: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (let page = 0; ; page += 1) {
    const { tasks } = await api.tasks.get_all({ parent: [run], search_hidden: true, only_fields: ['id', 'runtime'], page, page_size: 500 })
    for (const { id, runtime } of tasks) if (runtime?.[mark] !== undefined) found.set(String(runtime[mark]), id)
    if (tasks.length < 500) return found
  }
}

/**
 * Moves the ended task of a step to `in_progress` for a further attempt, or to a draft if that attempt is delayed; otherwise the end of the former
 * attempt would be taken for the end of this one. Only `force` allows the move, and a running task becomes a draft by `dequeue`.
 */
export async function beginAgain(task: Task, { key, runtime, delay_seconds: delay = 0 }: Launch): Promise<void> {
  const { api } = task.connection
  await api.tasks.started({ task: task.id, force: true })
  const notBefore = delay > 0 ? Date.now() + delay * 1000 : null
  await api.tasks.edit({
    task: task.id,
    runtime: { ...task.document.runtime, ...runtime, [mark]: keyOf(key), [notBeforeMark]: notBefore },
    force: true,
  })
  if (notBefore !== null)
    await api.tasks.dequeue({ task: task.id, new_status: 'created', status_reason: `waits ${delay} s before it is tried again` })
  await task.reload()
}

/** Waits until a further attempt may begin, or is stopped. */
export async function untilDue({ document }: Task, stop: AbortSignal): Promise<void> {
  const notBefore = Number(document.runtime?.[notBeforeMark] ?? 0)
  for (let left = notBefore - Date.now(); left > 0 && !stop.aborted; left = notBefore - Date.now())
    await sleep(Math.min(left, longestTimerMs), undefined, { signal: stop }).catch(() => {})
}

/** Makes the task of a step. Its mark is written last, so that a task with the mark is complete. */
export async function prepareTask(connection: Connection, launch: Launch): Promise<Task> {
  const { key, parameters = {}, configurations = {}, script, container, resources, tags, runtime } = launch
  const { api } = connection
  const id = await cloneFor(connection, launch)
  const { hyperparams } = (await api.tasks.get_by_id({ task: id })).task
  const overridden = Object.entries(parameters).map(([path, value]) => {
    const { section, name } = sectionAndName(path)
    const type = hyperparams?.[section]?.[name]?.type
    return { section, name, value, ...(typeof type === 'string' ? { type } : {}) }
  })
  if (overridden.length > 0) await api.tasks.edit_hyper_params({ task: id, hyperparams: overridden })
  const configuration = Object.entries(configurations).map(([name, value]) => ({ name, value, type: 'dictionary' }))
  if (configuration.length > 0) await api.tasks.edit_configuration({ task: id, configuration })
  await api.tasks.edit({
    task: id,
    ...(script && { script }),
    ...(container && { container }),
    ...(resources && { resources }),
    ...(tags && { tags }),
    runtime: { ...runtime, [mark]: keyOf(key) },
  })
  return Task.get({ id, connection })
}

async function cloneFor({ api }: Connection, { key, name, project, base_task: task = '' }: Launch): Promise<string> {
  const { id } = await api.tasks.clone({
    task,
    ...(name && { new_task_name: name }),
    new_task_parent: key.run,
    ...(project === undefined ? {} : { new_task_project: project }),
  })
  return id
}
