import { addToProgram } from './add-to-program.ts'
import type { Connection } from '../connection.ts'
import type { StepOptions } from '../pipeline/step-options.ts'
import { type CallSite, callSiteOf } from './call-site.ts'
import { checkOptions } from './check-options.ts'
import { checkName, type StepFunctionOptions, wholeBackoff } from './function-options.ts'
import { referenceText } from './inputs.ts'
import { functionInputTexts } from './controller-inputs.ts'
import type { ProgramFunction } from './program-function.ts'
import { definitionOf } from './step.ts'
import type { Referable } from './wired.ts'

/** A step of a `PipelineController` that is a function of its program. */
export interface FunctionStepOptions<I> extends Omit<
  StepOptions,
  'baseTaskId' | 'baseTaskProject' | 'baseTaskName' | 'script' | 'container' | 'parameterOverride' | 'cloneBaseTask'
> {
  /**
   * The function's one argument, value by value: anything that steps carry to each other. `${step.result}` is the result of a function step,
   * `${step.result.rows.0}` a part of it, at any depth of a value. A text that is a value as a whole may hold any other reference of
   * `parameterOverride` as well, such as `${pipeline.epochs}`: what it becomes is read as JSON where it is JSON, else as text. So no other such text may
   * hold `${`.
   */
  readonly functionInputs?: { readonly [K in keyof I]: Referable<I[K]> }
}

/** A function step as its controller holds it. */
export interface ControllerFunction {
  readonly called: ProgramFunction
  readonly inputs: Readonly<Record<string, unknown>>
  /** Where it was added to the pipeline. */
  readonly site: CallSite
}

export interface AddedFunction {
  readonly step: StepOptions
  readonly of: ControllerFunction
}

/** Adds a function to the program, unless it is a step of it already. Called by the method that the user's code calls, whose place names the file. */
export function controllerFunction({
  function: given,
  functionInputs = {},
  ...options
}: FunctionStepOptions<Readonly<Record<string, unknown>>> & { readonly function: unknown }): AddedFunction {
  const { name, type, resources } = options
  const site = callSiteOf(controllerFunction, 1)
  const known = definitionOf(given)
  if (known === undefined) {
    if (typeof given !== 'function') throw new TypeError(`Step '${name}' has no function to run.`)
    checkName('A step', name)
    const own = { ...(type === undefined ? {} : { type }), ...(resources === undefined ? {} : { resources }) }
    checkOptions(name, own)
    const called: ProgramFunction = { name, site, options: own, work: { by: 'function', call: given as (input: unknown) => unknown } }
    addToProgram(called)
    return { step: options, of: { called, inputs: functionInputs, site } }
  }
  if (known.work.by !== 'function') throw new TypeError(`Step '${name}': '${known.name}' is no step that is a function.`)
  if (type !== undefined || resources !== undefined)
    throw new TypeError(`Step '${name}': type and resources belong to the step '${known.name}', where it is defined.`)
  return { step: { ...controllerOptions(known.options), ...options }, of: { called: known, inputs: functionInputs, site } }
}

/** The options of a step function in the words of the controller. */
function controllerOptions(options: StepFunctionOptions): Omit<StepOptions, 'name'> {
  const { retries, backoff, join, timeLimit, queue, cache, stage, preExecute, postExecute, statusChangeCallback } = options
  const { monitorMetrics, monitorArtifacts, monitorModels } = options
  const named = {
    retryOnFailure: retries,
    retryBackoff: backoff && wholeBackoff(backoff),
    join,
    timeoutSeconds: timeLimit,
    executionQueue: queue,
    cacheExecutedStep: cache,
    stage,
    preExecute,
    postExecute,
    statusChangeCallback,
    monitorMetrics,
    monitorArtifacts,
    monitorModels,
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Omit<StepOptions, 'name'>
}

/** What a function step becomes. */
export interface PreparedFunction {
  readonly baseTask: string
  readonly parameters: Readonly<Record<string, string>>
}

/** Stores the program with its functions, and the inputs of the steps; by the steps' names. */
export async function prepareFunctions(
  connection: Connection,
  projectName: string,
  functions: ReadonlyMap<string, ControllerFunction>,
): Promise<ReadonlyMap<string, PreparedFunction>> {
  const [first] = functions.values()
  if (first === undefined) return new Map()
  // Loaded where it is needed: a step's process stores no program.
  const { prepareProgram } = await import('./prepared-program.ts')
  const { drafts } = await prepareProgram(connection, first.site, projectName)
  const prepared = new Map<string, PreparedFunction>()
  for (const [name, { called, inputs }] of functions) {
    const baseTask = drafts[called.name]
    if (baseTask === undefined)
      throw new Error(
        `Step '${name}' is no part of the program: ${first.site.file}, which adds the first function step, does not import it.`,
      )
    const parameters = await functionInputTexts(connection, {
      step: name,
      inputs,
      isFunctionStep: (step) => functions.has(step),
      write: (step, path) => referenceText(step, path),
    })
    prepared.set(name, { baseTask, parameters })
  }
  return prepared
}
