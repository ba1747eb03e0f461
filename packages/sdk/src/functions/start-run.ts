import { connected, type Connection } from '../connection.ts'
import type { StepOutput } from '../pipeline/local-runner.ts'
import { createControllerTask } from '../pipeline/controller-task.ts'
import { pipelineProjectName } from '@clearway/contract/pipeline-project'
import { submittedRun } from '../pipeline/run-handle.ts'
import { findQueue } from '../task/lookup.ts'
import { readProcessContext } from '../task/process-context.ts'
import { Task } from '../task.ts'
import { stepTask } from './context.ts'
import { drivePipeline, pipelineDefinition } from './drive-controller.ts'
import { graphSteps } from './graph.ts'
import { graphRecord, hasOwnFiles } from './graph-record.ts'
import { type FunctionRun, functionRun } from './function-run.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import type { RunOptions } from './pipeline-options.ts'
import { prepareProgram, type PreparedProgram } from './prepared-program.ts'
import { shownParameters } from './read-parameters.ts'
import type { RunCheck } from '../pipeline/invalid-pipeline.ts'
import { isServerDriven } from '../pipeline/server-driven.ts'
import { checkedStart, checkStart } from './check-start.ts'
import { isInBody } from './scope.ts'
import { draftsConfiguration } from './stored-drafts.ts'
import { yieldToProgram } from './yield-to-program.ts'

/** Starts a run of a pipeline: enqueues its controller, or drives it in this process. */
export async function startRun(
  called: ProgramFunction,
  given: Readonly<Record<string, unknown>>,
  options: RunOptions,
): Promise<FunctionRun<unknown>> {
  const { name, work } = called
  if (work.by !== 'pipeline') throw new TypeError(`'${name}' is no pipeline.`)
  if (isInBody()) throw new Error(`Pipeline '${name}' is started by run() in a pipeline's body. Call it there, as a step: ${name}({…}).`)
  await yieldToProgram()
  checkRunOptions(name, options)
  const connection = await connected(options.connection ?? work.options.connection ?? stepTask()?.connection)
  const project = options.project ?? work.options.project ?? ''
  const isHere = options.local === true || options.debug === true
  // Checked before anything is created, so that a wrong name leaves nothing behind.
  const { values, graph, warnings } = await checkedStart(connection, { called, work, given, options })
  const queue = isHere ? undefined : await findQueue(connection.api, options.queue ?? 'services')
  const { file } = work.options
  const projectName = pipelineProjectName(project, name)
  const program = await prepareProgram(connection, file === undefined ? called.site : { file }, projectName, { leavesOutMissing: true })
  const create = async (): Promise<string> => {
    const definition = {
      ...pipelineDefinition(called, work, await shownParameters(connection, name, values)),
      steps: graph === undefined ? {} : graphSteps(graph, program.drafts),
    }
    const record = graph === undefined ? {} : await graphRecord(connection, graph, { definition, projectName })
    const { id } = await createControllerTask(connection, {
      project,
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
  if (queue === undefined) {
    const id = options.resume ?? (await create())
    options.onProgress?.({ type: 'started', run: id, warnings })
    return driveHere({ called, work, connection, program, id, options })
  }
  const id = await create()
  await connection.api.tasks.enqueue({ task: id, queue })
  return functionRun(submittedRun(connection, id, warnings))
}

/** Finds what a start would refuse, or wait for. */
export async function checkBeforeStart(
  called: ProgramFunction,
  given: Readonly<Record<string, unknown>>,
  options: RunOptions,
): Promise<RunCheck> {
  const { name, work } = called
  if (work.by !== 'pipeline') throw new TypeError(`'${name}' is no pipeline.`)
  checkRunOptions(name, options)
  const connection = await connected(options.connection ?? work.options.connection ?? stepTask()?.connection)
  return checkStart(connection, { called, work, given, options })
}

function checkRunOptions(name: string, { queue, local, debug, resume, jobs, signal, onProgress }: RunOptions): void {
  const isHere = local === true || debug === true
  const faults = [
    ...(local === true && debug === true
      ? ['local and debug exclude each other: debug runs the steps in this process, local in processes of their own.']
      : []),
    ...(isHere && queue !== undefined ? ['a queue is given, but this process itself is the controller. Leave it out.'] : []),
    ...(jobs !== undefined && !(local === true && Number.isSafeInteger(jobs) && jobs > 0)
      ? [`jobs is ${jobs}: it is a whole number from 1, for runs with local.`]
      : []),
    ...(!isHere && (signal !== undefined || onProgress !== undefined)
      ? ['signal and onProgress are for runs that this process drives. Add local or debug, or use stop() and wait() of the run.']
      : []),
    ...(!isHere && resume !== undefined ? ['resume is for runs that this process drives. Add local or debug.'] : []),
  ]
  if (faults.length > 0)
    throw new TypeError([`Pipeline '${name}' cannot run as it is asked to:`, ...faults.map((fault) => `- ${fault}`)].join('\n'))
}

interface Here {
  readonly called: ProgramFunction
  readonly work: PipelineWork
  readonly connection: Connection
  readonly program: PreparedProgram
  readonly id: string
  readonly options: RunOptions
}

async function driveHere({ called, work, connection, program, id, options }: Here): Promise<FunctionRun<unknown>> {
  const { resume, debug, jobs, signal, onProgress } = options
  if (resume !== undefined) await assertNotServerDriven(connection, resume)
  // By force, because a run that sent nothing for long may count as lost.
  await connection.api.tasks.started({ task: id, status_reason: 'driven by its own process', force: resume !== undefined })
  const task = await Task.get({ id, connection })
  const callHere = debug === true ? (await import('./call-here.ts')).callHere(program) : undefined
  const run = await drivePipeline({
    called,
    work,
    task,
    program,
    stop: signal ?? new AbortController().signal,
    runStepsLocally: true,
    localSteps: {
      ...(callHere === undefined ? {} : { callHere }),
      ...(jobs === undefined ? {} : { jobs }),
      ...(onProgress === undefined ? {} : { onOutput: (output: StepOutput) => onProgress({ type: 'output', ...output }) }),
    },
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  return functionRun(run)
}

async function assertNotServerDriven({ api }: Connection, run: string): Promise<void> {
  const { driver } = (await api.tasks.get_by_id({ task: run })).task
  if (driver === 'server')
    throw new Error(`The server drives run ${run} itself, so no process can resume it. Resume it there: clearway pipeline resume ${run}.`)
}
