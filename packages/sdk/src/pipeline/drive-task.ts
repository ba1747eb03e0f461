import { type PipelineDefinition, stepFailedReason } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import type { Task } from '../task.ts'
import { capturing } from '../task/capture-output.ts'
import { readProcessContext } from '../task/process-context.ts'
import { drive, type DynamicSteps, type RunEnd } from './drive.ts'
import type { LocalStepsOptions } from './local-steps.ts'
import { drivenRun, type PipelineRun } from './run-handle.ts'
import { TakenOver } from './taken-over.ts'
import type { StepCode } from './step-options.ts'
import { queuedSteps, type StepRunner } from './step-runner.ts'
import { stopSignals } from './stop-signals.ts'

export interface DriveTaskOptions {
  /** The controller's task, which is in progress. */
  readonly task: Task
  readonly definition: PipelineDefinition
  readonly callbacks: ReadonlyMap<string, StepCode>
  /** Adds steps while the run goes on. */
  readonly dynamic?: DynamicSteps
  /** How this process runs the steps itself; default: they are enqueued. */
  readonly localSteps?: LocalStepsOptions | undefined
  readonly stop: AbortSignal
}

/** Drives a run in this process, and sets its task's status when it has ended. */
export async function driveTask(options: DriveTaskOptions): Promise<PipelineRun> {
  const { task, definition, callbacks, dynamic, localSteps, stop } = options
  const { connection, id, document } = task
  const { taskId, sendsLog } = readProcessContext()
  const isStartedByAgent = taskId === id
  const signals = stopSignals(connection, id, isStartedByAgent)
  const { project } = document
  try {
    const driven = async (): Promise<RunEnd> =>
      drive({
        connection,
        run: id,
        project: typeof project === 'string' ? project : undefined,
        definition,
        callbacks,
        ...(dynamic === undefined ? {} : { dynamic }),
        runner: localSteps === undefined ? queuedSteps(connection.api) : await runnerHere(connection, localSteps),
        stop: AbortSignal.any([stop, signals.signal, task.stopSignal]),
      })
    // The output of a process that an agent started for the run is sent by the agent.
    const end = await (sendsLog || !isStartedByAgent ? capturing(task.logger, driven) : driven())
    const isOfBody = dynamic !== undefined && Object.keys(definition.steps).length === 0
    await reportEnd(task, end, { isStartedByAgent, isOfBody })
    return drivenRun(connection, id, end)
  } catch (error) {
    // Otherwise the process that took over reports the end.
    if (!(error instanceof TakenOver))
      await task.markFailed('the controller broke', error instanceof Error ? (error.stack ?? error.message) : String(error))
    throw error
  } finally {
    signals.release()
    await task.close()
  }
}

/** Loads what runs programs only where it is needed: most programs that import this package start none. */
async function runnerHere(connection: Connection, options: LocalStepsOptions): Promise<StepRunner> {
  const { LocalSteps } = await import('./local-steps.ts')
  return new LocalSteps(connection, options)
}

/** A controller's agent reports the completion itself, at the end of the program, which may have something to do after its run. */
async function reportEnd(
  task: Task,
  { status, reason }: RunEnd,
  { isStartedByAgent, isOfBody }: { readonly isStartedByAgent: boolean; readonly isOfBody: boolean },
): Promise<void> {
  // The failure of a body is the reason itself; that of a step is named by a message.
  if (status === 'failed' && isOfBody) await task.markFailed(reason)
  else if (status === 'failed') await task.markFailed(stepFailedReason, reason)
  else if (status === 'stopped') await task.markStopped(reason)
  else if (!isStartedByAgent) await task.markCompleted()
}
