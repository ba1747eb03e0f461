import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { isApiError } from '../api-error.ts'
import type { Connection } from '../connection.ts'
import { sectionAndName } from '../task/create.ts'
import { Task } from '../task.ts'
import { runHere } from './local-process.ts'
import { type StepLaunch, type StepRunner, taskName } from './step-runner.ts'

/** Steps run as child processes of this one: no queue and no agent is needed. They end with it. */
export function localSteps(connection: Connection): StepRunner {
  const limit = pLimit(availableParallelism())
  const stops = new Map<string, AbortController>()
  const running = new Set<Promise<void>>()

  const begin = (task: Task): void => {
    const stop = new AbortController()
    stops.set(task.id, stop)
    const run = limit(() => runTask(task, stop.signal)).catch(async (error: unknown) =>
      task.markFailed('it could not be run here', String(error)),
    )
    const over = run.finally(() => running.delete(over))
    running.add(over)
  }
  return {
    launch: async (launch) => {
      const task = await prepareTask(connection, launch)
      // Until a further attempt has begun, the end of the one before would be taken for its own. Only force allows the move.
      if (launch.again !== undefined) await connection.api.tasks.started({ task: task.id, force: true })
      begin(task)
      return { task: task.id, status: launch.again === undefined ? 'created' : 'in_progress' }
    },
    stop: async (id, reason) => {
      const stop = stops.get(id)
      if (stop !== undefined) return stop.abort(new Error(reason))
      await (await Task.get({ id, connection })).markStopped(reason)
    },
    adopt: async (id) => {
      const task = await Task.get({ id, connection })
      const isOver = task.status !== 'created' && task.status !== 'in_progress'
      // Its process was a child of the one before this, and ended with it.
      if (!isOver) await task.markFailed('the process of its pipeline ended')
    },
    release: (id) => stops.get(id)?.abort(new Error('its task was ended')),
    [Symbol.asyncDispose]: async () => {
      for (const stop of stops.values()) stop.abort(new Error('its pipeline ended'))
      await Promise.all(running)
    },
  }
}

async function prepareTask(
  connection: Connection,
  { run, step, project, baseTask, again, parameters, configurations, parts, hash }: StepLaunch,
): Promise<Task> {
  const { api } = connection
  const id = again ?? (await cloneFor(connection, { run, step, project, baseTask }))
  if (again !== undefined) return Task.get({ id, connection })
  const { hyperparams } = (await api.tasks.get_by_id({ task: id })).task
  const overridden = Object.entries(parameters).map(([path, value]) => {
    const { section, name } = sectionAndName(path)
    const type = hyperparams?.[section]?.[name]?.type
    return { section, name, value, ...(typeof type === 'string' ? { type } : {}) }
  })
  if (overridden.length > 0) await api.tasks.edit_hyper_params({ task: id, hyperparams: overridden })
  const configuration = Object.entries(configurations).map(([name, value]) => ({ name, value, type: 'dictionary' }))
  if (configuration.length > 0) await api.tasks.edit_configuration({ task: id, configuration })
  await api.tasks.edit({ task: id, ...parts, runtime: hash === undefined ? {} : { pipeline_job_hash: hash } })
  return Task.get({ id, connection })
}

async function cloneFor(
  { api }: Connection,
  { run, step, project, baseTask = '' }: Pick<StepLaunch, 'run' | 'step' | 'project'> & { baseTask: string | undefined },
): Promise<string> {
  const { id } = await api.tasks.clone({
    task: baseTask,
    new_task_name: taskName(step),
    new_task_parent: run,
    ...(project === undefined ? {} : { new_task_project: project }),
  })
  return id
}

async function runTask(task: Task, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return task.markStopped(reasonOf(stop))
  await task.connection.api.tasks.started({ task: task.id, force: true })
  const end = await runHere(task, stop)
  await task.logger.flush()
  await task.reload()
  // What the step's own code said of its end stands.
  if (task.status !== 'in_progress') return
  if (stop.aborted) return task.markStopped(reasonOf(stop))
  if (end.code === 0) await ignoringMoved(task.connection.api.tasks.completed({ task: task.id }))
  else await task.markFailed(end.code === null ? `ended by ${end.signal}` : `exit code ${end.code}`, end.lastWords)
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
