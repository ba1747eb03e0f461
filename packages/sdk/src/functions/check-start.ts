import type { RequestOf, RunFault, runs } from '@clearway/contract'
import type { Connection } from '../connection.ts'
import { InvalidPipeline, type RunCheck } from '../pipeline/invalid-pipeline.ts'
import { pipelineDefinition } from './drive-controller.ts'
import { InvalidParameters, type ParameterFault } from './parameter-faults.ts'
import type { RunOptions } from './pipeline-options.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import { functionsOf } from './registry.ts'
import { codeOf, definitionOfStep } from './step-definition.ts'

/** A start, before anything of it is made. */
export interface StartToCheck {
  readonly called: ProgramFunction
  readonly work: PipelineWork
  /** The parameters, without the defaults. */
  readonly given: Readonly<Record<string, unknown>>
  readonly options: RunOptions
}

/** The parameters of a run that may start, and for what it would wait. Throws with everything that is wrong. */
export async function checkedStart(
  connection: Connection,
  { called, work, given, options }: StartToCheck,
): Promise<{ readonly values: Record<string, unknown>; readonly warnings: readonly RunFault[] }> {
  const completed = await work.parameters.complete(given)
  const { errors, warnings } = await checkProgram(connection, called, work, options)
  if (errors.length > 0)
    throw new InvalidPipeline(called.name, [...('faults' in completed ? completed.faults.map(parameterFault) : []), ...errors])
  if ('faults' in completed) throw new InvalidParameters(called.name, completed.faults)
  return { values: completed.values, warnings }
}

/** Everything that is wrong with a run, before it is started. */
export async function checkStart(connection: Connection, { called, work, given, options }: StartToCheck): Promise<RunCheck> {
  const completed = await work.parameters.complete(given)
  const { errors, warnings } = await checkProgram(connection, called, work, options)
  return { errors: [...('faults' in completed ? completed.faults.map(parameterFault) : []), ...errors], warnings }
}

function parameterFault({ parameter, message }: ParameterFault): RunFault {
  const text = message.endsWith('.') ? message : `${message}.`
  return { code: 'invalid_parameter', field: parameter, message: `Parameter '${parameter}': ${text}`, cure: 'Give another value.' }
}

/** Checks the queues and agents of the steps that the file of a pipeline defines. Which of them its body calls is known only in a run. */
async function checkProgram(
  { api }: Connection,
  called: ProgramFunction,
  work: PipelineWork,
  { queue, local, debug }: RunOptions,
): Promise<RunCheck> {
  const isHere = local === true || debug === true
  const functions = [...functionsOf((file) => file === called.site.file).values()]
  const steps = functions.filter(({ name }) => name !== called.name).map((step) => [step.name, checkedStep(step)] as const)
  // A run that the server may drive needs no queue of its own.
  const controller = queue ?? (work.isGraph && !functions.some(needsProcess) ? undefined : 'services')
  const checked = await api.runs.check({
    pipeline: { ...pipelineDefinition(called, work, {}), parameters: {}, steps: Object.fromEntries(steps) },
    dynamic: true,
    ...(isHere ? { own_steps: true } : controller === undefined ? {} : { queue: controller }),
  })
  const isAlone = functions.filter(({ work: { by } }) => by === 'pipeline').length === 1
  if (isAlone) return checked
  // Another pipeline of the file may be the one that calls the step.
  return {
    errors: checked.errors.filter(({ step }) => step === undefined),
    warnings: [...checked.errors.filter(({ step }) => step !== undefined), ...checked.warnings],
  }
}

function needsProcess(called: ProgramFunction): boolean {
  return Object.keys(codeOf(called)).length > 0
}

type CheckedSteps = NonNullable<RequestOf<typeof runs.check>['pipeline']>['steps']

function checkedStep(called: ProgramFunction): CheckedSteps[string] {
  const { name, options, work } = called
  const { queue, retries, timeoutSeconds } = definitionOfStep({ name, called, parameters: {}, parents: [] }, { [name]: name })
  const { resources, type } = options
  return {
    name,
    // Its base task is made at the start.
    codeSection: name,
    retries,
    ...(queue === undefined ? {} : { queue }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(resources === undefined ? {} : { resources }),
    ...(work.by === 'pipeline' ? { jobType: 'controller' as const } : type === undefined ? {} : { jobType: type }),
  }
}
