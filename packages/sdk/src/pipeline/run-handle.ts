import type { ResponseOf, RunFault, runs, TaskStatus } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { stepFailedReason } from '@clearway/engine'
import { Task } from '../task.ts'
import type { Connection } from '../connection.ts'
import { waitForStatus, type WaitOptions } from '../task/wait.ts'
import type { ParameterValue } from '../task/parameters.ts'
import { findQueue } from '../task/lookup.ts'
import { cloneRun, type CloneRunOptions } from './clone-run.ts'
import type { RunEnd } from './drive.ts'
import { isRunSuccessful, type SuccessOptions } from './run-success.ts'

/** How a pipeline ended. */
export interface PipelineEnd {
  /** The status of the controller’s task. */
  readonly status: TaskStatus
  /** Why it failed or stopped; empty if it completed. */
  readonly reason: string
}

/** What begins anew in a run, and with which values. */
export interface RetryOptions {
  /** The step that begins anew; default: all that failed or were aborted. */
  readonly from?: string
  /** Values of parameters of the pipeline, by name. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>
  /** The controller's queue; default: the one that it had. */
  readonly queue?: string
}

/** What a retry would do to the steps of a run. */
export type RetryPreview = ResponseOf<typeof runs.preview_retry>

/** A run that was started or found. Its methods await the run, or ask the server to change it. */
export interface PipelineRun {
  /** The controller task's id. */
  readonly id: string
  /** The connection to the run’s server. */
  readonly connection: Connection
  /** What the run would wait for, as far as was known at its start: that no agent takes its steps, for example. */
  readonly warnings: readonly RunFault[]
  /**
   * What this process did: `submitted`, enqueued it; `driven`, drove it to its end; `made`, stored it as a draft; `found`, looked it up; `passed over`: this
   * process is the controller of another pipeline.
   */
  readonly role: 'submitted' | 'driven' | 'made' | 'found' | 'passed over'
  /** Resolves when the run has ended; at once if this process drove it. */
  readonly wait: (options?: WaitOptions) => Promise<PipelineEnd>
  /**
   * Whether the run has ended well, now: false while it goes on. A step that failed or was aborted counts too where the run went on in spite of it; steps that
   * were skipped or cached are no failures. Source: `is_successful` of ClearML's `PipelineController`, to which those are.
   */
  readonly isSuccessful: (options?: SuccessOptions) => Promise<boolean>
  /** Enqueues the run, if it is a draft; `queue` by name or id, default: `services`. Where the server drives the run, the queue takes no part. */
  readonly enqueue: (options?: { readonly queue?: string }) => Promise<PipelineRun>
  /** Makes a draft with the definition, parameters and program of the run, without its results. */
  readonly clone: (options?: CloneRunOptions) => Promise<PipelineRun>
  /** Asks for the run to be stopped, with its running steps. */
  readonly stop: (reason?: string) => Promise<void>
  /** Pauses the run until `resume`: no further step starts, and running steps go on to their ends. */
  readonly pause: (reason?: string) => Promise<void>
  /** Continues the run after a pause, a stop, or the loss of its controller. */
  readonly resume: () => Promise<PipelineRun>
  /** Continues the run after its end: what failed begins anew, or the step `from`, with all steps below. */
  readonly retry: (options?: RetryOptions) => Promise<PipelineRun>
  /** Which steps `retry` would begin anew with the same options, and which it would keep. Nothing is changed. */
  readonly previewRetry: (options?: RetryOptions) => Promise<RetryPreview>
  /** Starts a new run with the same definition, and other parameters if they are given. */
  readonly rerun: (options?: Pick<RetryOptions, 'parameters' | 'queue'>) => Promise<PipelineRun>
  /** Reads the controller’s task. */
  readonly task: () => Promise<Task>
}

/** A run that an agent or the server drives. */
export function submittedRun(connection: Connection, id: string, warnings: readonly RunFault[] = []): PipelineRun {
  return {
    id,
    connection,
    warnings,
    role: 'submitted',
    isSuccessful: (options) => isRunSuccessful(connection.api, id, options),
    enqueue: async ({ queue = 'services' } = {}) => {
      await connection.api.tasks.enqueue({ task: id, queue: await findQueue(connection.api, queue) })
      return submittedRun(connection, id)
    },
    clone: async (options = {}) => knownRun(connection, await cloneRun(connection, id, options), 'made'),
    wait: async (options = {}) => {
      const { status, status_reason: reason, status_message: message } = await waitForStatus(connection.api, id, hasEnded, options)
      return { status, reason: status === 'completed' ? '' : reason === stepFailedReason ? message : reason || message }
    },
    stop: async (reason = 'asked for by a program') => {
      await connection.api.runs.stop({ run: id, reason })
    },
    pause: async (reason) => {
      await connection.api.runs.pause({ run: id, ...(reason === undefined ? {} : { reason }) })
    },
    resume: async () => submittedRun(connection, (await connection.api.runs.resume({ run: id })).run),
    retry: async (options = {}) => submittedRun(connection, (await connection.api.runs.retry({ run: id, ...options })).run),
    previewRetry: async (options = {}) => connection.api.runs.preview_retry({ run: id, ...options }),
    rerun: async (options = {}) => submittedRun(connection, (await connection.api.runs.rerun({ run: id, ...options })).run),
    task: async () => Task.get({ id, connection }),
  }
}

/** A run that this process has made or found, and nothing else. */
export function knownRun(connection: Connection, id: string, role: 'made' | 'found'): PipelineRun {
  return { ...submittedRun(connection, id), role }
}

/** A run that this process drove to its end. */
export function drivenRun(connection: Connection, id: string, { status, reason }: Pick<RunEnd, 'status' | 'reason'>): PipelineRun {
  return { ...submittedRun(connection, id), role: 'driven', wait: async () => ({ status, reason }), stop: async () => {} }
}

/** A run of another pipeline of the same program, which this process does not drive. */
export function skippedRun(connection: Connection, id: string): PipelineRun {
  return {
    ...submittedRun(connection, id),
    role: 'passed over',
    wait: async () => ({ status: 'created', reason: 'this process is the controller of another pipeline' }),
    stop: async () => {},
  }
}
