import type { PipelineDefinition } from '@clearway/engine'
import type { Task } from '../task.ts'
import { captureOutput } from '../task/capture-output.ts'
import { readSurroundings } from '../task/surroundings.ts'
import { drive, type RunEnd } from './drive.ts'
import { localSteps } from './local-steps.ts'
import { drivenRun, type PipelineRun } from './run-handle.ts'
import { TakenOver } from './run-log.ts'
import type { StepCallbacks } from './step-options.ts'
import { queuedSteps } from './step-runner.ts'
import { stopSignals } from './stop-signals.ts'

export interface DriveTaskOptions {
  /** The controller, which is in progress. */
  readonly task: Task
  readonly definition: PipelineDefinition
  readonly callbacks: ReadonlyMap<string, StepCallbacks>
  readonly runStepsLocally: boolean
  readonly stop: AbortSignal
}

/** Drives a run in this process, and says on its task how it ended. */
export async function driveTask({ task, definition, callbacks, runStepsLocally, stop }: DriveTaskOptions): Promise<PipelineRun> {
  const { connection, id, document } = task
  const { taskId, sendsLog } = readSurroundings()
  const isStartedByAgent = taskId === id
  const release = sendsLog ? captureOutput(task.logger) : undefined
  const signals = stopSignals(connection, id, isStartedByAgent)
  const { project } = document
  try {
    const end = await drive({
      connection,
      run: id,
      project: typeof project === 'string' ? project : undefined,
      definition,
      callbacks,
      runner: runStepsLocally ? localSteps(connection) : queuedSteps(connection.api),
      stop: AbortSignal.any([stop, signals.signal, task.stopSignal]),
    })
    release?.()
    await sayEnd(task, end, isStartedByAgent)
    return drivenRun(connection, id, end)
  } catch (error) {
    release?.()
    // Whoever took over says how it ends.
    if (!(error instanceof TakenOver))
      await task.markFailed('the controller broke', error instanceof Error ? (error.stack ?? error.message) : String(error))
    throw error
  } finally {
    signals.release()
    await task.close()
  }
}

/** In an agent, a run that completed is left to it: the program may have something to do after it. */
async function sayEnd(task: Task, { status, reason }: RunEnd, isStartedByAgent: boolean): Promise<void> {
  if (status === 'failed') await task.markFailed('pipeline step failed', reason)
  else if (status === 'stopped') await task.markStopped(reason)
  else if (!isStartedByAgent) await task.markCompleted()
}
