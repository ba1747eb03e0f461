import { defineStep, type Json, type StepDefinition, type StepOutcome } from '@clearway/engine'
import type { TaskType } from '@clearway/contract'
import type { Task } from '../task.ts'
import { jsonValue } from '../task/json-value.ts'
import { type ParameterValue, toText } from '../task/parameters.ts'
import type { StepProgram } from './step-program.ts'

/** A step that is about to be launched. */
export interface StepToRun {
  readonly name: string
  /** As the step's task gets them, without references; keyed `Section/name`. */
  readonly parameters: Readonly<Record<string, string>>
}

export interface StepAttempt {
  readonly name: string
  readonly attempt: number
  readonly reason: string
  readonly task: Task
}

export interface EndedStep {
  readonly name: string
  readonly outcome: StepOutcome
  /** Absent where it never had one. */
  readonly task: Task | undefined
}

type Answer<T> = T | Promise<T>

/** The code of a pipeline's program that a step calls on. What it answers is recorded, and never asked for again on a restart. */
export interface StepCallbacks {
  /** False skips the step, and all that build on it; parameters replace the step's own. */
  readonly preExecute?: (step: StepToRun) => Answer<boolean | Readonly<Record<string, ParameterValue>> | void>
  /** An error that it throws fails the step. */
  readonly postExecute?: (step: EndedStep) => Answer<void>
  /** Whether a failed attempt is followed by another. */
  readonly shouldRetry?: (attempt: StepAttempt) => Answer<boolean>
}

export interface StepOptions {
  readonly name: string
  /** The task that each run of the step is a clone of: by id … */
  readonly baseTaskId?: string
  /** … or the newest of that name in a project (without one: the pipeline's). */
  readonly baseTaskProject?: string
  readonly baseTaskName?: string
  /** … or a program of its own: a TypeScript file, a command, Python source. */
  readonly script?: StepProgram['script']
  /** What kind of task its own program is; `training` unless told. */
  readonly type?: TaskType
  /** A step with an image runs only where a clearml-agent in docker mode takes it; our agents and local runs refuse it. */
  readonly container?: NonNullable<StepProgram['container']>
  readonly resources?: NonNullable<StepProgram['resources']>
  /** Steps that have to be done before; those that references name come on top. */
  readonly parents?: readonly string[]
  /** Keyed `Section/name`; may hold references such as `${step.artifacts.data.url}` or `${pipeline.epochs}`. */
  readonly parameterOverride?: Readonly<Record<string, ParameterValue>>
  readonly configurationOverrides?: Readonly<Record<string, Json>>
  /** Keyed by path into the task, such as `script.branch`. */
  readonly taskOverrides?: Readonly<Record<string, Json>>
  readonly executionQueue?: string
  /** How many further attempts a failed one is given, or who decides. */
  readonly retryOnFailure?: number | NonNullable<StepCallbacks['shouldRetry']>
  readonly continueOnFail?: boolean
  readonly skipChildrenOnFail?: boolean
  readonly continueOnAbort?: boolean
  readonly skipChildrenOnAbort?: boolean
  /** Reuse a finished task with the same code and parameters. */
  readonly cacheExecutedStep?: boolean
  readonly preExecute?: StepCallbacks['preExecute']
  readonly postExecute?: StepCallbacks['postExecute']
  readonly timeoutSeconds?: number
  /** False runs the base task itself. */
  readonly cloneBaseTask?: boolean
  readonly stage?: string
}

/** A step's parameters as its task holds them. */
export function parameterTexts(step: string, parameters: Readonly<Record<string, ParameterValue>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([path, value]) => [path, toText(value, `${path} of step ${step}`)]))
}

function documents(
  step: string,
  what: string,
  given: Readonly<Record<string, Json>> | undefined,
): Readonly<Record<string, Json>> | undefined {
  if (given === undefined) return undefined
  return Object.fromEntries(Object.entries(given).map(([path, value]) => [path, jsonValue(value, `${what} '${path}' of step ${step}`)]))
}

/** The data of a step; `baseTask` has been looked up. */
export function stepDefinition(options: StepOptions, baseTask: string | undefined): StepDefinition {
  const { name, retryOnFailure = 0, parameterOverride = {} } = options
  const given = {
    baseTask,
    queue: options.executionQueue,
    configurations: documents(name, 'Configuration', options.configurationOverrides),
    taskOverrides: documents(name, 'Task override', options.taskOverrides),
    timeoutSeconds: options.timeoutSeconds,
    continueOnFail: options.continueOnFail,
    skipChildrenOnFail: options.skipChildrenOnFail,
    continueOnAbort: options.continueOnAbort,
    skipChildrenOnAbort: options.skipChildrenOnAbort,
    cacheExecuted: options.cacheExecutedStep,
    cloneTask: options.cloneBaseTask,
    stage: options.stage,
  }
  return defineStep({
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<StepDefinition>),
    name,
    parents: options.parents ?? [],
    parameters: parameterTexts(name, parameterOverride),
    retries: typeof retryOnFailure === 'number' ? retryOnFailure : 0,
    hasRetryCallback: typeof retryOnFailure === 'function',
    hasPreExecute: options.preExecute !== undefined,
    hasPostExecute: options.postExecute !== undefined,
  })
}

export function stepCallbacks({ preExecute, postExecute, retryOnFailure }: StepOptions): StepCallbacks {
  return {
    ...(preExecute === undefined ? {} : { preExecute }),
    ...(postExecute === undefined ? {} : { postExecute }),
    ...(typeof retryOnFailure === 'function' ? { shouldRetry: retryOnFailure } : {}),
  }
}
