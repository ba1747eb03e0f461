import type { RequestOf, RunFault, runs } from '@clearway/contract'
import { isApiError } from '../api-error.ts'
import type { Connection } from '../connection.ts'
import { InvalidPipeline, type RunCheck } from '../pipeline/invalid-pipeline.ts'
import { taskFinder } from '../task/lookup.ts'
import { errorLine } from './describe-error.ts'
import { pipelineDefinition } from './drive-controller.ts'
import { type Graph, graphOf } from './graph.ts'
import { InvalidParameters, type ParameterFault } from './parameter-faults.ts'
import type { RunOptions } from './pipeline-options.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import { importedFunctions } from './imported-functions.ts'
import { missingFiles } from './missing-files.ts'
import { isInBundle } from './in-bundle.ts'
import { functionsOf } from './registry.ts'
import { codeOf } from './step-definition.ts'
import { baseOf, checkedStep, type StepToCheck, stepsToCheck } from './steps-to-check.ts'

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
    if (isApiError(error)) throw error
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

/** Checks the steps that a run would have, with what it would wait for. */
async function checkProgram(connection: Connection, start: StartToCheck, graph: Graph | undefined): Promise<RunCheck> {
  const { called, work } = start
  const functions = [...functionsOf((file) => file === called.site.file).values()]
  const imported = graph === undefined ? await importedFunctions(called) : { named: [], possible: [] }
  const { steps, possible } = await stepsToCheck(connection, called, { graph, functions, imported })
  const find = taskFinder(connection.api)
  const bases = await Promise.all(steps.map(async (step) => ({ step, ...(await baseOf(find, step)) })))
  const checked = await connection.api.runs.check({
    pipeline: {
      ...pipelineDefinition(called, work, {}),
      parameters: {},
      steps: Object.fromEntries(bases.map(({ step, fields }) => [step.definition.name, { ...checkedStep(step), ...fields }])),
    },
    dynamic: graph === undefined,
    ...controllerOf(start, graph?.steps.map((step) => step.called) ?? [...functions, ...imported.named]),
  })
  const faults = [...checked.errors, ...bases.flatMap(({ fault }) => fault ?? []), ...(await filesMissingOf(steps))]
  const isUnsure = ({ step }: RunFault): boolean => step !== undefined && possible.has(step)
  const unsure = faults.filter(isUnsure).map((fault) => ({ ...fault, if_called: true }))
  return { errors: faults.filter((fault) => !isUnsure(fault)), warnings: [...unsure, ...checked.warnings] }
}

/** Where the steps run, and the queue of a controller that needs one: a run that the server may drive needs none. */
function controllerOf({ work, options }: StartToCheck, called: readonly ProgramFunction[]): ControllerFields {
  const { queue, local, debug } = options
  if (local === true || debug === true) return { own_steps: true }
  const needed = queue ?? (work.isGraph && !called.some(needsProcess) ? undefined : 'services')
  return needed === undefined ? {} : { queue: needed }
}

type ControllerFields = Pick<RequestOf<typeof runs.check>, 'own_steps' | 'queue'>

function needsProcess(called: ProgramFunction): boolean {
  return Object.keys(codeOf(called)).length > 0
}

/** The files that steps name and that are not there. A bundle holds the program without these files; they have been stored with it. */
async function filesMissingOf(steps: readonly StepToCheck[]): Promise<RunFault[]> {
  if (isInBundle()) return []
  return (await Promise.all(steps.map(({ called, definition }) => missingFiles(called, definition.name)))).flat()
}
