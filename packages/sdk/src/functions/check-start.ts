import type { RequestOf, RunFault, runs } from '@clearway/contract'
import type { StepDefinition } from '@clearway/engine'
import { ApiError } from '../api-error.ts'
import type { Connection } from '../connection.ts'
import { InvalidPipeline, type RunCheck } from '../pipeline/invalid-pipeline.ts'
import { findTask } from '../task/lookup.ts'
import { errorLine } from './describe-error.ts'
import { pipelineDefinition } from './drive-controller.ts'
import { type Graph, graphOf, graphSteps } from './graph.ts'
import { nestedSteps } from './nested-steps.ts'
import { InvalidParameters, type ParameterFault } from './parameter-faults.ts'
import type { RunOptions } from './pipeline-options.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import { missingFiles } from './missing-files.ts'
import { functionsOf, isInBundle } from './registry.ts'
import { codeOf, definitionOfStep } from './step-definition.ts'

/** A start, before anything of it is made. */
export interface StartToCheck {
  readonly called: ProgramFunction
  readonly work: PipelineWork
  /** The parameters, without the defaults. */
  readonly given: Readonly<Record<string, unknown>>
  readonly options: RunOptions
}

export interface CheckedStart {
  /** The parameters of the run, with the defaults. */
  readonly values: Record<string, unknown>
  /** The steps, where the body lists them. */
  readonly graph: Graph | undefined
  /** For what the run would wait. */
  readonly warnings: readonly RunFault[]
}

/** A run that may start. Throws with everything that is wrong, and what a body throws that lists steps. */
export async function checkedStart(connection: Connection, start: StartToCheck): Promise<CheckedStart> {
  const { called, work, given } = start
  const completed = await work.parameters.complete(given)
  const graph =
    'faults' in completed || !work.isGraph ? undefined : await graphOf(connection, { name: called.name, body: work.body }, completed.values)
  const { errors, warnings } = await checkProgram(connection, start, graph)
  if (errors.length > 0)
    throw new InvalidPipeline(called.name, [...('faults' in completed ? completed.faults.map(parameterFault) : []), ...errors])
  if ('faults' in completed) throw new InvalidParameters(called.name, completed.faults)
  return { values: completed.values, graph, warnings }
}

/** Everything that is wrong with a run, before it is started. A body that lists steps is called, because only its graph shows how they fit together. */
export async function checkStart(connection: Connection, start: StartToCheck): Promise<RunCheck> {
  const { called, work, given } = start
  const completed = await work.parameters.complete(given)
  const faults = 'faults' in completed ? completed.faults.map(parameterFault) : []
  let graph: Graph | undefined
  try {
    if (!('faults' in completed) && work.isGraph)
      graph = await graphOf(connection, { name: called.name, body: work.body }, completed.values)
  } catch (error) {
    if (error instanceof ApiError) throw error
    faults.push(bodyFault(called.name, error))
  }
  const { errors, warnings } = await checkProgram(connection, start, graph)
  return { errors: [...faults, ...errors], warnings }
}

function parameterFault({ parameter, message }: ParameterFault): RunFault {
  const text = message.endsWith('.') ? message : `${message}.`
  return { code: 'invalid_parameter', field: parameter, message: `Parameter '${parameter}': ${text}`, cure: 'Give another value.' }
}

function bodyFault(pipeline: string, error: unknown): RunFault {
  return {
    code: 'body_failed',
    message: `The body of pipeline '${pipeline}' fails: ${errorLine(error)}`,
    cure: 'Mend it, or give other parameters.',
  }
}

/** Checks the steps of a graph; without one, those that the file of the pipeline defines, because which of them its body calls is known only in a run. */
async function checkProgram(connection: Connection, { called, work, options }: StartToCheck, graph: Graph | undefined): Promise<RunCheck> {
  const { queue, local, debug } = options
  const isHere = local === true || debug === true
  const functions = [...functionsOf((file) => file === called.site.file).values()]
  const listed = graph === undefined ? undefined : listedSteps(graph)
  const own = listed ?? functions.filter(({ name }) => name !== called.name).map((step) => ownStep(step))
  const nested = graph === undefined ? { certain: [], possible: [] } : await nestedSteps(connection, called.name, graph)
  const possible = new Set(nested.possible.map(({ name }) => name))
  const steps = [...own, ...[...nested.certain, ...nested.possible].map(({ name, called: step }) => ownStep(step, name))]
  const bases = await Promise.all(steps.map(async (step) => ({ step, ...(await baseOf(connection, step)) })))
  // A run that the server may drive needs no queue of its own.
  const controller =
    queue ?? (work.isGraph && !(graph?.steps.map((step) => step.called) ?? functions).some(needsProcess) ? undefined : 'services')
  const checked = await connection.api.runs.check({
    pipeline: {
      ...pipelineDefinition(called, work, {}),
      parameters: {},
      steps: Object.fromEntries(bases.map(({ step, fields }) => [step.definition.name, { ...checkedStep(step), ...fields }])),
    },
    dynamic: graph === undefined,
    ...(isHere ? { own_steps: true } : controller === undefined ? {} : { queue: controller }),
  })
  // A bundle holds the program without the files that its steps name; they have been stored with it.
  const missing = isInBundle()
    ? []
    : (await Promise.all(steps.map(({ called: one, definition }) => missingFiles(one, definition.name)))).flat()
  const faults = [...checked.errors, ...bases.flatMap(({ fault }) => fault ?? []), ...missing]
  const errors = faults.filter(({ step = '' }) => !possible.has(step))
  const unsure = faults.filter(({ step = '' }) => possible.has(step))
  const isAlone = functions.filter(({ work: { by } }) => by === 'pipeline').length === 1
  if (isAlone || graph !== undefined) return { errors, warnings: [...unsure, ...checked.warnings] }
  // Another pipeline of the file may be the one that calls the step.
  return {
    errors: errors.filter(({ step }) => step === undefined),
    warnings: [...errors.filter(({ step }) => step !== undefined), ...checked.warnings],
  }
}

function needsProcess(called: ProgramFunction): boolean {
  return Object.keys(codeOf(called)).length > 0
}

interface StepToCheck {
  readonly called: ProgramFunction
  readonly definition: StepDefinition
}

/** The steps of a graph. Their base tasks are made at the start. */
function listedSteps(graph: Graph): readonly StepToCheck[] {
  const names = Object.fromEntries(graph.steps.map(({ called }) => [called.name, called.name]))
  const definitions = graphSteps(graph, names)
  return graph.steps.flatMap(({ name, called }) => {
    const definition = definitions[name]
    return definition === undefined ? [] : [{ called, definition }]
  })
}

/** A step by itself: one that the body may call, or one of an inner pipeline. */
function ownStep(called: ProgramFunction, name = called.name): StepToCheck {
  return {
    called,
    definition: definitionOfStep({ name, called, input: undefined, parameters: {}, parents: [] }, { [called.name]: called.name }),
  }
}

type CheckedSteps = NonNullable<RequestOf<typeof runs.check>['pipeline']>['steps']

function checkedStep({ called, definition }: StepToCheck): CheckedSteps[string] {
  const { name, parents, parameters, queue, retries, timeoutSeconds } = definition
  const { options, work } = called
  const { resources, type } = options
  return {
    name,
    parents: [...parents],
    parameters: { ...parameters },
    retries,
    ...(queue === undefined ? {} : { queue }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(resources === undefined ? {} : { resources }),
    ...(work.by === 'pipeline' ? { jobType: 'controller' as const } : type === undefined ? {} : { jobType: type }),
  }
}

/** What a step runs: a task that must exist, or one that is made at the start. */
async function baseOf(
  { api }: Connection,
  { called: { name: code, work }, definition: { name: step } }: StepToCheck,
): Promise<{ readonly fields: Pick<CheckedSteps[string], 'baseTask' | 'codeSection'>; readonly fault?: RunFault }> {
  if (work.by !== 'task') return { fields: { codeSection: code } }
  const { task } = work
  try {
    return { fields: { baseTask: 'id' in task ? task.id : await findTask(api, task.project, task.name) } }
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'task_not_found') throw error
    const fault = {
      code: 'base_task_not_found',
      step,
      field: 'baseTask',
      message: `Step '${step}': ${error.message}`,
      cure: 'Name another task.',
    }
    return { fields: { codeSection: code }, fault }
  }
}
