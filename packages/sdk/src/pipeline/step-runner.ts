import type { Launch, TaskStatus } from '@clearway/contract'
import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'
import type { OverriddenParts } from './overridden-parts.ts'

export interface StepLaunch {
  readonly run: string
  readonly step: string
  readonly attempt: number
  readonly project: string | undefined
  readonly queue: string | undefined
  /** The task to clone; absent where `again` says which task runs. */
  readonly baseTask: string | undefined
  /** A task that runs (once more) itself. */
  readonly again: string | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly configurations: Readonly<Record<string, string>>
  readonly parts: OverriddenParts
  readonly hash: string | undefined
}

export interface Launched {
  readonly task: string
  readonly status: TaskStatus
}

/** Who runs the steps of a pipeline. */
export interface StepRunner extends AsyncDisposable {
  /** The launch as a request, where it may be made along with the events that it follows from. */
  readonly request?: (launch: StepLaunch) => Launch
  /** Made twice with the same run, step and attempt, it happens once. */
  readonly launch: (launch: StepLaunch) => Promise<Launched>
  readonly stop: (task: string, reason: string) => Promise<void>
  /** Takes note of a task that an earlier process of this run launched. */
  readonly adopt: (task: string) => Promise<void>
  /** The step is over: what may still run for it ends, such as the process of a task that was stopped from outside. */
  readonly release: (task: string) => void
}

/** Steps run from queues, wherever an agent takes them. */
export function queuedSteps(api: Api): StepRunner {
  return {
    request: requestOf,
    launch: (launch) => api.tasks.launch(requestOf(launch)),
    stop: async (task, reason) => {
      try {
        await api.tasks.stop({ task, status_reason: reason })
      } catch (error) {
        // It has ended meanwhile: the watch tells how.
        if (!isApiError(error, 'invalid_transition', 'status_changed')) throw error
      }
    },
    adopt: async () => {},
    release: () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

function requestOf({ run, step, attempt, project, queue, baseTask, again, parameters, configurations, parts, hash }: StepLaunch): Launch {
  return {
    key: { run, step, attempt },
    parent: run,
    ...(again === undefined ? { name: taskName(step) } : { again }),
    ...(baseTask === undefined ? {} : { base_task: baseTask }),
    ...(project === undefined || again !== undefined ? {} : { project }),
    ...(queue === undefined ? {} : { queue }),
    parameters: { ...parameters },
    configurations: { ...configurations },
    ...parts,
    ...(hash === undefined ? {} : { runtime: { pipeline_job_hash: hash } }),
  }
}

/** A task's name has three characters at least. */
export function taskName(step: string): string {
  return step.length >= 3 ? step : `step ${step}`
}
