import { finishedStatuses } from '@clearway/contract/status'
import { createHash } from 'node:crypto'
import type { Launch } from '@clearway/contract'
import type { Host, HostCallbacks, LaunchedTask, PreExecuteDecision } from '@clearway/engine'
import pLimit from 'p-limit'
import { retry, whileServerIsAway } from '../client/retry.ts'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { isGone } from '../task/files.ts'
import { readModels } from '../task/models.ts'
import { exactly } from '@clearway/contract/name-pattern'
import { copyMonitored, type MonitoredStep } from './copy-monitored.ts'
import { type EndedStep, parameterTexts, type StepCallbacks, type StepCode, type StepToRun } from './step-options.ts'
import type { StepRunner } from './step-runner.ts'

/** How many of the newest finished tasks with a hash are candidates for a cached step. */
const candidates = 10
const fileChecksAtOnce = 8
/** How often a copy is tried while the server is away. */
const copyAttempts = 60

export interface ApiHostOptions {
  readonly connection: Connection
  readonly run: string
  readonly project: string | undefined
  readonly callbacks: ReadonlyMap<string, StepCode>
  readonly runner: StepRunner
  /** Called with each launched task before its launch is recorded. */
  readonly onLaunched: (task: LaunchedTask, key: Launch['key']) => void
}

/** Hosts a run in its controller's process: reads and acts over the API. */
export function apiHost({ connection, run, project, callbacks, runner, onLaunched }: ApiHostOptions): Host {
  const { api } = connection
  const limit = pLimit(fileChecksAtOnce)
  return {
    run,
    project,
    readTask: async (id) => (await api.tasks.get_by_id({ task: id })).task,
    readModels: (ids) => readModels(api, ids),
    findFinished: async (hash) => {
      const { tasks } = await api.tasks.get_all({
        status: [...finishedStatuses],
        system_tags: ['-archived'],
        search_hidden: true,
        _all_: { fields: ['runtime.pipeline_job_hash'], pattern: `^${hash}$` },
        only_fields: ['id', 'execution.artifacts', 'models'],
        order_by: ['-completed'],
        page: 0,
        page_size: candidates,
      })
      return tasks
    },
    findEarlier: async (name) => {
      if (project === undefined) return undefined
      const { tasks } = await api.tasks.get_all_ex({
        name: exactly(name),
        project: [project],
        status: [...finishedStatuses],
        search_hidden: true,
        order_by: ['-completed'],
        page: 0,
        page_size: 1,
      })
      return tasks[0]
    },
    isFileGone: (uri) => limit(() => isGone(connection, uri)),
    md5: (text) => createHash('md5').update(text).digest('hex'),
    launch: async (launch) => {
      const launched = await runner.launch(launch)
      onLaunched(launched, launch.key)
      return launched
    },
    stop: (task, reason) => runner.stop(task, reason),
    callbacks: (step) => hostCallbacks({ connection, run }, callbacks.get(step) ?? {}),
  }
}

function hostCallbacks({ connection, run }: Pick<ApiHostOptions, 'connection' | 'run'>, code: StepCode): HostCallbacks {
  const { preExecute, shouldRetry, postExecute, monitored } = code
  const read = (id: string): Promise<Task> => Task.get({ id, connection })
  return {
    ...(preExecute && { preExecute: async (step) => decisionOf(step.name, await callPreExecute(preExecute, step)) }),
    ...(shouldRetry && { shouldRetry: async (failed) => shouldRetry({ ...failed, task: await read(failed.task) }) }),
    ...((postExecute !== undefined || monitored !== undefined) && {
      postExecute: async ({ task: id, ...ended }) => {
        const task = id === undefined || id === '' ? undefined : id
        if (monitored !== undefined && task !== undefined) await copyResults(connection, { run, task, pairs: monitored })
        if (postExecute !== undefined)
          await callPostExecute(postExecute, { ...ended, task: task === undefined ? undefined : await read(task) })
      },
    }),
  }
}

type PreExecute = NonNullable<StepCallbacks['preExecute']>

async function callPreExecute(preExecute: PreExecute, step: StepToRun): Promise<Awaited<ReturnType<PreExecute>>> {
  try {
    return await preExecute(step)
  } catch (error) {
    throw broken('its pre-execute callback broke', error)
  }
}

async function callPostExecute(postExecute: NonNullable<StepCallbacks['postExecute']>, step: EndedStep): Promise<void> {
  try {
    await postExecute(step)
  } catch (error) {
    throw broken('its post-execute callback broke', error)
  }
}

async function copyResults(connection: Connection, step: MonitoredStep): Promise<void> {
  try {
    await retry(() => copyMonitored(connection, step), { delayMs: whileServerIsAway(copyAttempts) })
  } catch (error) {
    throw broken('its results could not be copied to the run', error)
  }
}

function broken(what: string, cause: unknown): Error {
  return new Error(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
}

function decisionOf(step: string, answer: Awaited<ReturnType<PreExecute>>): PreExecuteDecision {
  if (answer === false) return { decision: 'skip' }
  return { decision: 'run', ...(typeof answer === 'object' && { parameters: parameterTexts(step, answer) }) }
}
