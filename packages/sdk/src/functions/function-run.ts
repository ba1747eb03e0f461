import type { Connection } from '../connection.ts'
import type { PipelineRun } from '../pipeline/run-handle.ts'
import { Task } from '../task.ts'
import type { WaitOptions } from '../task/wait.ts'
import { readResult } from './results.ts'
import { ValueReader } from './values/decode.ts'

/** A run of a pipeline that is written with functions. */
export interface FunctionRun<R> extends PipelineRun {
  /**
   * Waits for the end of the run, and gives what its body returned.
   *
   * @throws RunFailed if the run did not complete
   */
  readonly result: (options?: WaitOptions) => Promise<R>
}

/** Thrown by `result` of a run that has failed or was stopped. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed'
  /** The id of the controller's task. */
  readonly run: string
  /** The status of the controller’s task: `failed` or `stopped`. */
  readonly status: string
  /** Why the run failed or was stopped. */
  readonly reason: string

  constructor(run: string, status: string, reason: string) {
    super(`Run ${run} ${status === 'stopped' ? 'was stopped' : 'failed'}: ${reason}`)
    this.run = run
    this.status = status
    this.reason = reason
  }
}

export function functionRun<R>(run: PipelineRun): FunctionRun<R> {
  return {
    ...run,
    result: async (options) => {
      const { status, reason } = await run.wait(options)
      if (status !== 'completed' && status !== 'published') throw new RunFailed(run.id, status, reason)
      return (await runResult(run.connection, run.id)) as R
    },
  }
}

/** What the body of a completed run returned, by the run's id; undefined if it returned nothing. */
export async function runResult(connection: Connection, run: string): Promise<unknown> {
  const { document } = await Task.get({ id: run, connection })
  return readResult(new ValueReader(connection), document)
}
