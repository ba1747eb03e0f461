import type { Connection, ConnectionOptions } from '../connection.ts'
import type { PipelineDriver } from './server-driven.ts'

/** What all runs of a pipeline have in common. */
export interface PipelineOptions {
  /** The name of the pipeline. */
  readonly name: string
  /** The project that contains its runs. */
  readonly project: string
  /**
   * The version of the pipeline. Default: that of its latest run, and `1.0.0` for the first one; once its steps or its program have changed, the next one:
   * its last number is one higher. Source: ClearML's `PipelineController`, which counts at each start.
   */
  readonly version?: string
  /** Whether the names of its runs are numbered from the second one on, as in `nightly #2`; default: true. */
  readonly addRunNumber?: boolean
  /**
   * The project of the tasks that run the steps: a name, which is created if there is none; true for the pipeline's own (the default); false for that of each step's
   * base task.
   */
  readonly targetProject?: string | boolean
  /** Tags of its runs. */
  readonly tags?: readonly string[]
  /** Whether one failed step stops all others; default: false. */
  readonly abortOnFailure?: boolean
  /** Seconds that a run may take, from its start, its latest retry or its latest resumption; a longer run is stopped, and fails. Default: no limit. */
  readonly timeLimitSeconds?: number
  /** The server; default: the one that the environment or a profile names. */
  readonly connection?: Connection | ConnectionOptions
}

/** How a draft will run. */
export interface DraftOptions {
  /**
   * Who drives the run. `server`: the server itself, without a process; only for a pipeline that is data: its steps have base tasks or programs, no
   * callbacks, and copy no results to the run. `process`: this program, started by an agent, so that what follows `start()` runs there too. Default:
   * `auto`, the server if it can.
   */
  readonly driver?: PipelineDriver
}

/** How a run is enqueued. */
export interface StartOptions extends DraftOptions {
  /** The queue of the controller, by name or id; default: `services`. */
  readonly queue?: string
}

/** How this process drives a run. */
export interface LocalOptions {
  /** Whether steps are child processes of this one, and not tasks for agents; default: false. */
  readonly runStepsLocally?: boolean
  /** The id of a run of this pipeline to continue, instead of a new run. */
  readonly resume?: string
}
