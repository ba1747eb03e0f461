import { pipelineProjectName } from '@clearway/contract/pipeline-project'
import { connected, type Connection } from '../connection.ts'
import { createControllerTask } from '../pipeline/controller-task.ts'
import type { RunCheck } from '../pipeline/invalid-pipeline.ts'
import { submittedRun } from '../pipeline/run-handle.ts'
import { isServerDriven } from '../pipeline/server-driven.ts'
import { findQueue } from '../task/lookup.ts'
import { readProcessContext } from '../task/process-context.ts'
import { checkRunOptions } from './check-run-options.ts'
import { type CheckedStart, checkedStart, checkStart, type StartToCheck } from './check-start.ts'
import { stepTask } from './context.ts'
import { pipelineDefinition } from './drive-controller.ts'
import { driveHere } from './drive-here.ts'
import { type FunctionRun, functionRun } from './function-run.ts'
import { graphRecord, hasOwnFiles } from './graph-record.ts'
import { graphSteps } from './graph.ts'
import type { RunOptions } from './pipeline-options.ts'
import { type PreparedProgram, prepareProgram } from './prepared-program.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import { parametersToState, shownParameters } from './read-parameters.ts'
import { isInBody } from './scope.ts'
import { draftsConfiguration } from './stored-drafts.ts'
import { yieldToProgram } from './yield-to-program.ts'

type Given = Readonly<Record<string, unknown>>

/** Starts a run of a pipeline: enqueues its controller, or drives it in this process. */
export async function startRun(called: ProgramFunction, given: Given, options: RunOptions): Promise<FunctionRun<unknown>> {
  const { name } = called
  const work = pipelineWork(called)
  if (isInBody()) throw new Error(`Pipeline '${name}' is started by run() in a pipeline's body. Call it there, as a step: ${name}({…}).`)
  await yieldToProgram()
  checkRunOptions(name, options)
  const connection = await connectionOf(work, options)
  // Checked before anything is created, so that a wrong name leaves nothing behind.
  const checked = await checkedStart(connection, { called, work, given, options })
  const isHere = options.local === true || options.debug === true
  const queue = isHere ? undefined : await findQueue(connection.api, options.queue ?? 'services')
  const { file } = work.options
  const programFile = file === undefined ? called.site : { file }
  const program = await prepareProgram(connection, programFile, projectNameOf(called, work, options), { leavesOutMissing: true })
  const start: PreparedStart = { called, work, given, options, connection, program, checked, isHere }
  if (queue === undefined) {
    const id = options.resume ?? (await createRun(start))
    options.onProgress?.({ type: 'started', run: id, warnings: checked.warnings })
    return driveHere({ called, work, connection, program, id, options })
  }
  const id = await createRun(start)
  await connection.api.tasks.enqueue({ task: id, queue })
  return functionRun(submittedRun(connection, id, checked.warnings))
}

/** Finds what a start would refuse, or wait for. */
export async function checkBeforeStart(called: ProgramFunction, given: Given, options: RunOptions): Promise<RunCheck> {
  const work = pipelineWork(called)
  checkRunOptions(called.name, options)
  return checkStart(await connectionOf(work, options), { called, work, given, options })
}

function pipelineWork({ name, work }: ProgramFunction): PipelineWork {
  if (work.by !== 'pipeline') throw new TypeError(`'${name}' is no pipeline.`)
  return work
}

async function connectionOf(work: PipelineWork, options: RunOptions): Promise<Connection> {
  return connected(options.connection ?? work.options.connection ?? stepTask()?.connection)
}

/** The project in which the run is made, of which the pipeline's own one is a part. */
function projectOf(work: PipelineWork, options: RunOptions): string {
  return options.project ?? work.options.project ?? ''
}

function projectNameOf({ name }: ProgramFunction, work: PipelineWork, options: RunOptions): string {
  return pipelineProjectName(projectOf(work, options), name)
}

/** A start that is checked, and whose program is stored. */
interface PreparedStart extends StartToCheck {
  readonly connection: Connection
  readonly program: PreparedProgram
  readonly checked: CheckedStart
  /** Whether this process drives the run. */
  readonly isHere: boolean
}

/** Makes the controller's task of a run, and gives its id. */
async function createRun({ called, work, given, options, connection, program, checked, isHere }: PreparedStart): Promise<string> {
  const { name } = called
  const { values, graph } = checked
  const stated = await parametersToState(work.parameters, given, values)
  const definition = {
    ...pipelineDefinition(called, work, await shownParameters(connection, name, stated)),
    steps: graph === undefined ? {} : graphSteps(graph, program.drafts),
  }
  const projectName = projectNameOf(called, work, options)
  const record = graph === undefined ? {} : await graphRecord(connection, graph, { definition, projectName })
  const { id } = await createControllerTask(connection, {
    project: projectOf(work, options),
    definition,
    tags: [...(work.options.tags ?? []), ...(options.tags ?? [])],
    isLocal: isHere,
    isServerDriven: !isHere && graph !== undefined && hasOwnFiles(connection) && isServerDriven(definition, 'auto'),
    parent: stepTask()?.id ?? readProcessContext().taskId,
    program: program.controller(name),
    configuration: { ...draftsConfiguration(program.drafts), ...record },
  })
  return id
}
