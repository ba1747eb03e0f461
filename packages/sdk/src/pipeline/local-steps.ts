import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Launch } from '@clearway/contract'
import { containerRefusal } from '@clearway/contract/container'
import { sectionAndName } from '@clearway/contract/parameter-path'
import { hasEnded } from '@clearway/contract/status'
import { describeExit } from '@clearway/runtime'
import pLimit from 'p-limit'
import { isApiError } from '../api-error.ts'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { type LocalEnd, LocalRunner, type StepOutput } from './local-runner.ts'
import type { StepRunner } from './step-runner.ts'
import { longestTimerMs } from './time-limits.ts'

/** The runtime property that names the launch and step for which a task was made, or started again. */
const mark = 'local_step'
/** The runtime property that holds the time before which a further attempt does not begin, in milliseconds since the epoch. */
const notBeforeMark = 'local_not_before'

/** For how long the processes of a task that has ended may go on before its next execution. In ms. */
const lingerMs = 5000

/** Runs the program of a task in this process; undefined for a task whose program this process does not have. */
export type CallHere = (task: Task, stop: AbortSignal) => Promise<LocalEnd> | undefined

export interface LocalStepsOptions {
  readonly callHere?: CallHere
  /** How many processes run at once; default: one for each CPU. */
  readonly jobs?: number
  /** Called with what the processes print, once it is stored in the task's log. */
  readonly onOutput?: (output: StepOutput) => void
}

/**
 * Runs steps as child processes of this one: no queue and no agent is needed. They end with it, however it ends. A later process of the run runs those
 * steps again, under the same tasks, whose end was not reported.
 */
export function localSteps(connection: Connection, { callHere, jobs, onOutput }: LocalStepsOptions = {}): StepRunner {
  // Functions of this process are called one after another, so that a debugger stops in one of them at a time.
  const limit = pLimit(callHere === undefined ? (jobs ?? availableParallelism()) : 1)
  const stops = new Map<string, AbortController>()
  /** The executions of tasks that are not over, by the ids of the tasks. */
  const running = new Map<string, Promise<void>>()
  let runner: Promise<LocalRunner> | undefined
  let earlier: Promise<ReadonlyMap<string, string>> | undefined

  const begin = (task: Task): void => {
    const stop = new AbortController()
    stops.set(task.id, stop)
    const run = untilDue(task, stop.signal)
      .then(() =>
        limit(async () =>
          runTask(
            task,
            stop.signal,
            () => (runner ??= LocalRunner.open(connection, (task, text) => onOutput?.({ step: stepNameOf(task), task: task.id, text }))),
            callHere,
          ),
        ),
      )
      .catch(async (error: unknown) => task.markFailed('it could not be run here', String(error)))
    running.set(
      task.id,
      run.finally(() => running.delete(task.id)),
    )
  }
  /** Waits for the processes of a task whose end is known already; those that do not end by themselves are stopped. */
  const whenOver = async (id: string): Promise<void> => {
    const stop = setTimeout(() => stops.get(id)?.abort(new Error('its step is tried again')), lingerMs)
    await running.get(id)
    clearTimeout(stop)
  }
  return {
    launchesWithEvents: false,
    launch: async (launch) => {
      earlier ??= launchesOf(connection, launch.key.run)
      // A step reports its end from within its process, which would end the next execution of the same task with its own.
      if (launch.again !== undefined) await whenOver(launch.again)
      const known = launch.again ?? (await earlier).get(keyOf(launch.key))
      const task = known === undefined ? await prepareTask(connection, launch) : await Task.get({ id: known, connection })
      const isRepeated = known !== undefined && markOf(task) === keyOf(launch.key)
      if (isRepeated && hasEnded(task.status)) return { task: task.id, status: task.status }
      if (launch.again !== undefined && !isRepeated) await beginAgain(task, launch)
      begin(task)
      return { task: task.id, status: 'created' }
    },
    stop: async (id, reason) => {
      const stop = stops.get(id)
      if (stop !== undefined) return stop.abort(new Error(reason))
      await (await Task.get({ id, connection })).markStopped(reason)
    },
    adopt: async (id) => {
      const task = await Task.get({ id, connection })
      const isOver = task.status !== 'created' && task.status !== 'in_progress'
      // The step's process was a child of this controller's former process and ended with it. A task without the mark runs elsewhere.
      if (!isOver && markOf(task) !== undefined) begin(task)
    },
    release: (id) => stops.get(id)?.abort(new Error('its task was ended')),
    [Symbol.asyncDispose]: async () => {
      for (const stop of stops.values()) stop.abort(new Error('its pipeline ended'))
      await Promise.all(running.values())
      // A runner that could not be made has failed the steps that needed it.
      const made = await runner?.catch(() => undefined)
      await made?.[Symbol.asyncDispose]()
    },
  }
}

function keyOf({ step, attempt }: Launch['key']): string {
  return `${attempt} ${step}`
}

function stepNameOf(task: Task): string {
  const text = String(markOf(task) ?? '')
  return text.slice(text.indexOf(' ') + 1)
}

function markOf(task: Task): unknown {
  return task.document.runtime?.[mark]
}

/** The tasks that an earlier process of this run made for its launches. */
async function launchesOf({ api }: Connection, run: string): Promise<ReadonlyMap<string, string>> {
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
async function beginAgain(task: Task, { key, runtime, delay_seconds: delay = 0 }: Launch): Promise<void> {
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
async function untilDue({ document }: Task, stop: AbortSignal): Promise<void> {
  const notBefore = Number(document.runtime?.[notBeforeMark] ?? 0)
  for (let left = notBefore - Date.now(); left > 0 && !stop.aborted; left = notBefore - Date.now())
    await sleep(Math.min(left, longestTimerMs), undefined, { signal: stop }).catch(() => {})
}

/** Makes the task of a step. Its mark is written last, so that a task with the mark is complete. */
async function prepareTask(connection: Connection, launch: Launch): Promise<Task> {
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

async function runTask(task: Task, stop: AbortSignal, runner: () => Promise<LocalRunner>, callHere?: CallHere): Promise<void> {
  if (stop.aborted) return task.markStopped(reasonOf(stop))
  await task.connection.api.tasks.started({ task: task.id, force: true })
  const refusal = containerRefusal(task.document.container)
  if (refusal !== undefined) return task.markFailed(refusal)
  const called = callHere?.(task, stop)
  const end = await (called ?? runner().then((made) => made.run(task, stop))).catch((error: unknown) => {
    if (!stop.aborted) throw error
  })
  await task.reload()
  // The end that the step's own code has reported stands.
  if (task.status !== 'in_progress') return
  if (stop.aborted || end === undefined) return task.markStopped(reasonOf(stop))
  const { ending, lastLines } = end
  if (ending.how === 'lost') await task.markFailed(ending.reason, lastLines)
  else if (ending.code !== 0) await task.markFailed(describeExit(ending.code), lastLines)
  else await ignoringMoved(task.connection.api.tasks.completed({ task: task.id }))
}

async function ignoringMoved(change: Promise<unknown>): Promise<void> {
  try {
    await change
  } catch (error) {
    if (!isApiError(error, 'invalid_transition', 'status_changed')) throw error
  }
}

function reasonOf(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : 'stopped'
}
