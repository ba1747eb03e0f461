import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { stepsHere } from './call-here.ts'
import { drivePipeline, reportingFailure } from './drive-controller.ts'
import { type FunctionRun, functionRun } from './function-run.ts'
import type { RunOptions } from './pipeline-options.ts'
import type { PreparedProgram } from './prepared-program.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'

interface Here {
  readonly called: ProgramFunction
  readonly work: PipelineWork
  readonly connection: Connection
  readonly program: PreparedProgram
  readonly id: string
  readonly options: RunOptions
}

/** Drives a run in this process to its end. */
export async function driveHere({ called, work, connection, program, id, options }: Here): Promise<FunctionRun<unknown>> {
  const { resume, debug, jobs, signal, onProgress } = options
  if (resume !== undefined) await assertNotServerDriven(connection, resume)
  // By force, because a run that sent nothing for long may count as lost.
  await connection.api.tasks.started({ task: id, status_reason: 'driven by its own process', force: resume !== undefined })
  const task = await Task.get({ id, connection })
  const run = await reportingFailure(task, () =>
    drivePipeline({
      called,
      work,
      task,
      program,
      stop: signal ?? new AbortController().signal,
      localSteps: stepsHere(program, {
        debug,
        jobs,
        onOutput: onProgress && ((output) => onProgress({ type: 'output', ...output })),
      }),
      ...(onProgress === undefined ? {} : { onProgress }),
    }),
  )
  return functionRun(run)
}

async function assertNotServerDriven({ api }: Connection, run: string): Promise<void> {
  const { driver } = (await api.tasks.get_by_id({ task: run })).task
  if (driver === 'server')
    throw new Error(`The server drives run ${run} itself, so no process can resume it. Resume it there: clearway pipeline resume ${run}.`)
}
