import type { Connection, ConnectionOptions } from '../connection.ts'
import type { RunProgress } from './run-progress.ts'

/** What all runs of a pipeline have in common. */
export interface PipelineFunctionOptions {
  /** The project that contains its runs; default: none, the runs are in `.pipelines/<name>`. */
  readonly project?: string
  /** The version of the pipeline. Default: that of its latest run, `1.0.0` for the first one; the next one, once its program has changed. */
  readonly version?: string
  /** Tags of its runs. */
  readonly tags?: readonly string[]
  /** The queue of steps that name none; default: `default`. */
  readonly queue?: string
  /** Whether an error of the body stops the steps that still run; default: false, they run to their end. */
  readonly abortOnFailure?: boolean
  /**
   * Seconds that a run may take, from its start, its latest retry or its latest resumption: a longer one is stopped with its steps, and fails. Default: no
   * limit.
   */
  readonly timeLimit?: number
  /** The file that defines the pipeline; default: the one that calls `pipeline`. */
  readonly file?: string
  /** The server; default: the one that the environment or a profile names. */
  readonly connection?: Connection | ConnectionOptions
}

/** Where and how one run of a pipeline takes place. */
export interface RunOptions {
  /** The queue of the controller, by name or id; default: `services`. Not for `local` and `debug`. */
  readonly queue?: string
  /** Whether this process is the controller and runs the steps as its child processes: no agent is needed. */
  readonly local?: boolean
  /** Whether this process is the controller and calls the steps' functions itself, one at a time: a debugger stops in them. */
  readonly debug?: boolean
  /** With `local` or `debug`: the id of a run to continue, instead of a new one. */
  readonly resume?: string
  /** The project that contains the run; default: that of the pipeline. */
  readonly project?: string
  /** With `local`: how many steps run at once; default: one for each CPU. */
  readonly jobs?: number
  /** With `local` or `debug`: stops the run, with its running steps, once it is aborted. */
  readonly signal?: AbortSignal
  /** With `local` or `debug`: called as the run goes on. By itself a run prints nothing. */
  readonly onProgress?: (progress: RunProgress) => void
  /** Tags of this run, beside those of the pipeline. */
  readonly tags?: readonly string[]
  /** The server; default: that of the pipeline. */
  readonly connection?: Connection | ConnectionOptions
}
