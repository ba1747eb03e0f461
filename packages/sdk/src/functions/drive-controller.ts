import { firstVersion, fromTask, type PipelineDefinition, type StepDefinition } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import type { DynamicSteps } from '../pipeline/drive.ts'
import { driveTask } from '../pipeline/drive-task.ts'
import type { LocalStepsOptions } from '../pipeline/local-steps.ts'
import type { PipelineRun } from '../pipeline/run-handle.ts'
import type { StepCode } from '../pipeline/step-options.ts'
import { TakenOver } from '../pipeline/taken-over.ts'
import type { Task } from '../task.ts'
import { Body } from './body.ts'
import { type Graph, graphOf, graphSteps } from './graph.ts'
import { GraphSteps } from './graph-steps.ts'
import type { ParameterSet } from './parameter-faults.ts'
import type { PreparedProgram } from './prepared-program.ts'
import { reportSteps } from './report-steps.ts'
import type { RunProgress } from './run-progress.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import { checkedParameters, parametersToState, shownParameters, statedParameters } from './read-parameters.ts'
import { codeOf } from './step-definition.ts'

/** Lets a run fail if its driver throws, which would else leave it in progress. */
export async function reportingFailure<T>(task: Task, driver: () => Promise<T>): Promise<T> {
  try {
    return await driver()
  } catch (error) {
    // The process that took over reports the end.
    if (error instanceof TakenOver) throw error
    if (task.status === 'in_progress') await task.reload()
    if (task.status === 'in_progress') await task.markFailed(error instanceof Error ? error.message : String(error))
    throw error
  }
}

export interface DriveOptions {
  readonly called: ProgramFunction
  readonly work: PipelineWork
  /** The controller's task, which is in progress. */
  readonly task: Task
  readonly program: PreparedProgram
  readonly stop: AbortSignal
  /** How this process runs the steps itself; default: they are enqueued. */
  readonly localSteps?: LocalStepsOptions | undefined
  readonly onProgress?: (progress: RunProgress) => void
}

/** Drives a run in this process: its body adds the steps, or has listed them. */
export async function drivePipeline({ called, work, task, program, stop, localSteps, onProgress }: DriveOptions): Promise<PipelineRun> {
  const { name } = called
  const { connection, document } = task
  const statedBy = async (of: Task['document']): Promise<Readonly<Record<string, unknown>>> =>
    statedParameters(connection, of, work.parameters)
  const given = await statedBy(document)
  const parameters = await checkedParameters(name, work.parameters, given)
  const run = async (isAnew: boolean): Promise<unknown> => {
    if (!isAnew) return work.body(parameters)
    // A retry may have changed the parameters.
    const { task: changed } = await connection.api.tasks.get_by_id({ task: task.id })
    return work.body(await checkedParameters(name, work.parameters, await statedBy(changed)))
  }
  const source = work.isGraph
    ? graphSource(task, await graphOf(connection, { name, body: work.body }, parameters), program)
    : bodySource(new Body({ task, name, run, functions: program.functions, drafts: program.drafts }))
  const stored = fromTask(document)
  const head = { version: firstVersion, ...(stored ?? (await definitionOf(connection, called, work, { given, parameters }))) }
  return driveTask({
    task,
    definition: { ...head, steps: source.steps },
    callbacks: source.callbacks,
    dynamic: onProgress === undefined ? source.dynamic : reportSteps(source.dynamic, onProgress),
    localSteps,
    stop,
  })
}

/** The pipeline of a run that another run has called, and that so has none stored. */
async function definitionOf(
  connection: Connection,
  called: ProgramFunction,
  work: PipelineWork,
  { given, parameters }: Readonly<Record<'given' | 'parameters', Readonly<Record<string, unknown>>>>,
): Promise<ReturnType<typeof pipelineDefinition>> {
  const stated = await parametersToState(work.parameters, given, parameters)
  return pipelineDefinition(called, work, await shownParameters(connection, called.name, stated))
}

/** Where the steps of a run come from. */
interface StepSource {
  /** The steps that are known before the run starts. */
  readonly steps: Readonly<Record<string, StepDefinition>>
  readonly callbacks: ReadonlyMap<string, StepCode>
  readonly dynamic: DynamicSteps
}

function bodySource(body: Body): StepSource {
  return { steps: {}, callbacks: body.callbacks, dynamic: body }
}

function graphSource(task: Task, graph: Graph, { drafts }: PreparedProgram): StepSource {
  const callbacks = new Map(graph.steps.map(({ name, called }) => [name, codeOf(called)]))
  return { steps: graphSteps(graph, drafts), callbacks, dynamic: new GraphSteps(task, graph) }
}

/** A pipeline as data, without the steps that its body adds. */
export function pipelineDefinition(
  { name }: ProgramFunction,
  { options, parameters: set }: PipelineWork,
  parameters: PipelineDefinition['parameters'],
): Omit<PipelineDefinition, 'version'> & Partial<Pick<PipelineDefinition, 'version'>> {
  const { version, queue = 'default', abortOnFailure, timeLimit } = options
  return {
    name,
    ...(version === undefined ? {} : { version }),
    parameters,
    ...(set.hasSchema ? schemasOf(set) : {}),
    defaultQueue: queue,
    ...(abortOnFailure === undefined ? {} : { abortOnFailure }),
    ...(timeLimit === undefined ? {} : { timeLimitSeconds: timeLimit }),
    steps: {},
  }
}

/** What a definition holds of a schema, by which the server checks the parameters of later starts. */
function schemasOf({ described }: ParameterSet): Pick<PipelineDefinition, 'parameterSchemas' | 'takesAnyParameter'> {
  if (described === undefined) return { takesAnyParameter: true }
  return { parameterSchemas: Object.fromEntries(described.map(({ name, schema = {} }) => [name, schema])) }
}
