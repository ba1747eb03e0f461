import { pipelineProjectName } from '@clearway/contract/pipeline-project'
import type { PipelineEnd } from '../pipeline/run-handle.ts'
import type { Task } from '../task.ts'
import { stepsHere } from './call-here.ts'
import { drivePipeline, reportingFailure } from './drive-controller.ts'
import { prepareProgram } from './prepared-program.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'

/** Drives the run of a pipeline whose controller this process is, to its end. */
export async function driveController(called: ProgramFunction, work: PipelineWork, task: Task): Promise<PipelineEnd> {
  return reportingFailure(task, async () => {
    const program = await prepareProgram(task.connection, called.site, pipelineProjectName(work.options.project ?? '', called.name))
    // A pipeline that is a step of a local run runs its own steps locally too.
    const localSteps = process.env['CLEARWAY_STEPS_HERE'] === '1' ? stepsHere(program) : undefined
    return (await drivePipeline({ called, work, task, program, stop: new AbortController().signal, localSteps })).wait()
  })
}
