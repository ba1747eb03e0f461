import { defineStep, type JoinRule, type Json, type RetryBackoff, type StepDefinition, type StepOutcome } from '@clearway/engine'
import type { TaskType } from '@clearway/contract'
import type { Task } from '../task.ts'
import { jsonValue } from '../task/json-value.ts'
import { type ParameterValue, toText } from '../task/parameters.ts'
import type { StepProgram } from './step-program.ts'

/** A step before its launch, for the pre-execute callback. */
export interface StepToRun {
  readonly name: string
  /** The parameters that the step's task gets, without references; keyed `Section/name`. */
  readonly parameters: Readonly<Record<string, string>>
}

/** A failed attempt of a step, for the retry callback. */
export interface StepAttempt {
  readonly name: string
  readonly attempt: number
  readonly reason: string
  readonly task: Task
}

/** A step that has ended, for the post-execute callback. */
export interface EndedStep {
  readonly name: string
  readonly outcome: StepOutcome
  /** Undefined if the step never had a task. */
  readonly task: Task | undefined
}

type Answer<T> = T | Promise<T>

/** Code of a pipeline's program that a step calls. Its answers are recorded, so a restarted controller does not call it again. */
export interface StepCallbacks {
  /** False skips the step and all steps below it; parameters replace the step's own. */
  readonly preExecute?: (step: StepToRun) => Answer<boolean | Readonly<Record<string, ParameterValue>> | void>
  /** An error that it throws fails the step. */
  readonly postExecute?: (step: EndedStep) => Answer<void>
  /** Whether another attempt follows a failed one. */
  readonly shouldRetry?: (attempt: StepAttempt) => Answer<boolean>
}

export interface StepOptions {
  readonly name: string
  /** The task that the step clones: by id, … */
  readonly baseTaskId?: string
  /** … or the newest of a name in a project; default: the pipeline's project. */
  readonly baseTaskProject?: string
  readonly baseTaskName?: string
  /** … or a program of its own: a TypeScript file, a command or Python source. */
  readonly script?: StepProgram['script']
  /** The task type of its own program; default: `training`. */
  readonly type?: TaskType
  /** Only a clearml-agent in docker mode runs a step with an image; our agents and local runs refuse it. */
  readonly container?: NonNullable<StepProgram['container']>
  readonly resources?: NonNullable<StepProgram['resources']>
  /** Steps that have to be done before, in addition to those that references name. */
  readonly parents?: readonly string[]
  /** Keyed `Section/name`; may hold references such as `${step.artifacts.data.url}` or `${pipeline.epochs}`. */
  readonly parameterOverride?: Readonly<Record<string, ParameterValue>>
  readonly configurationOverrides?: Readonly<Record<string, Json>>
  /** Keyed by path into the task, such as `script.branch`. */
  readonly taskOverrides?: Readonly<Record<string, Json>>
  readonly executionQueue?: string
  /** How many attempts may follow a failed one, or the callback that decides. */
  readonly retryOnFailure?: number | NonNullable<StepCallbacks['shouldRetry']>
  /** How long to wait before each further attempt; default: not at all. */
  readonly retryBackoff?: RetryBackoff
  /** When it runs, its parents being done: each lets its children run (`all`, the default), one completed (`any`), or none failed (`none-failed`). */
  readonly join?: JoinRule
  readonly continueOnFail?: boolean
  readonly skipChildrenOnFail?: boolean
  readonly continueOnAbort?: boolean
  readonly skipChildrenOnAbort?: boolean
  /** Whether to reuse a finished task with the same code and parameters. */
  readonly cacheExecutedStep?: boolean
  readonly preExecute?: StepCallbacks['preExecute']
  readonly postExecute?: StepCallbacks['postExecute']
  readonly timeoutSeconds?: number
  /** Whether to run a clone of the base task, and not the task itself; default: true. */
  readonly cloneBaseTask?: boolean
  readonly stage?: string
}

/** A step's parameters as texts. */
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

/** The step as data; `baseTask` is the id of its base task. */
export function stepDefinition(options: StepOptions, baseTask: string | undefined): StepDefinition {
  const { name, retryOnFailure = 0, parameterOverride = {} } = options
  const given = {
    baseTask,
    queue: options.executionQueue,
    configurations: documents(name, 'Configuration', options.configurationOverrides),
    taskOverrides: documents(name, 'Task override', options.taskOverrides),
    timeoutSeconds: options.timeoutSeconds,
    retryBackoff: options.retryBackoff,
    join: options.join,
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

/** The callbacks of a step. */
export function stepCallbacks({ preExecute, postExecute, retryOnFailure }: StepOptions): StepCallbacks {
  return {
    ...(preExecute === undefined ? {} : { preExecute }),
    ...(postExecute === undefined ? {} : { postExecute }),
    ...(typeof retryOnFailure === 'function' ? { shouldRetry: retryOnFailure } : {}),
  }
}
