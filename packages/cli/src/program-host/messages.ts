import type { RunFault } from '@clearway/contract'
import type { DescribedParameter, RunCheck, RunProgress } from '@clearway/sdk'

/** What a program host is asked to do with a file of pipelines. */
export interface HostRequest {
  readonly task: 'describe' | 'check' | 'start' | 'retry'
  /** The absolute path of the file. */
  readonly file: string
  /** The name of the pipeline, where the file exports several. */
  readonly pipeline?: string
  /** The words after the file: the parameters. */
  readonly words: readonly string[]
  readonly mode: 'queue' | 'local' | 'debug'
  readonly queue?: string
  readonly project?: string
  readonly tags?: readonly string[]
  readonly jobs?: number
  /** Of a retry: the run, and what begins anew with which values. */
  readonly retry?: { readonly run: string; readonly from?: string; readonly parameters?: Readonly<Record<string, string>> }
  /** The address at which a debugger is awaited before the file is loaded: `host:port`. */
  readonly inspect?: string
}

export interface HostedPipeline {
  readonly name: string
  readonly parameters: readonly DescribedParameter[] | undefined
}

/** What a program host answers: one last message of another type than `progress`. */
export type HostMessage =
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'described'; readonly pipelines: readonly HostedPipeline[] }
  | { readonly type: 'checked'; readonly pipeline: string; readonly check: RunCheck }
  /** The run is queued. */
  | { readonly type: 'queued'; readonly run: string; readonly warnings: readonly RunFault[] }
  /** The run goes on with the file's code. */
  | { readonly type: 'retried'; readonly run: string; readonly warnings: readonly RunFault[] }
  /** The run that the host drove has ended. */
  | { readonly type: 'ended'; readonly run: string }
  | { readonly type: 'failed'; readonly failure: HostFailure }

/** An error in a form that can be sent to another process. */
export interface HostFailure {
  /** `usage`: the words are wrong. `load`: the file cannot be loaded. `error`: any other. */
  readonly kind: 'usage' | 'load' | 'error'
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly field?: string
  readonly cure?: string
  readonly code?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly faults?: readonly RunFault[]
}

/** The first word of the process that hosts a program. It is no command of people. */
export const hostWord = 'program-host'
/** The variable with the request, as JSON. */
export const requestVariable = 'CLEARWAY_PROGRAM_REQUEST'
