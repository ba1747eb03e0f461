import { givenOf } from '@clearway/contract/given'
import { defineStep, type JoinRule, type Json, type RetryBackoff, type StepDefinition, type StepOutcome } from '@clearway/engine'
import type { StepStatus, TaskType } from '@clearway/contract'
import type { Task } from '../task.ts'
import { jsonValue } from '../task/json-value.ts'
import { type ParameterValue, toText } from '../task/parameters.ts'
import { type MonitoredPairs, monitoredPairs, monitorFields, type Monitors } from './monitors.ts'
import type { StepProgram } from './step-program.ts'

/** A step before its launch, for the pre-execute callback. */
export interface StepToRun {
  /** The step’s name in the run. */
  readonly name: string
  /** The parameters that the step's task gets, without references; keyed `Section/name`. */
  readonly parameters: Readonly<Record<string, string>>
}

/** A failed attempt of a step, for the retry callback. */
export interface StepAttempt {
  /** The step’s name in the run. */
  readonly name: string
  /** The number of the failed attempt, from 1. */
  readonly attempt: number
  /** Why it failed. */
  readonly reason: string
  /** The task of the attempt. */
  readonly task: Task
}

/** A step that has ended, for the post-execute callback. */
export interface EndedStep {
  /** The step’s name in the run. */
  readonly name: string
  /** How it ended: completed, cached, failed, aborted or skipped. */
  readonly outcome: StepOutcome
  /** Undefined if the step never had a task. */
  readonly task: Task | undefined
}

/** A change of a step's status, for the status callback. */
export interface StepStatusChange {
  /** The step’s name in the run. */
  readonly name: string
  /** The status that it has now. */
  readonly status: StepStatus
  /** The status that was reported before; `pending` at first. */
  readonly previousStatus: StepStatus
  /** How many attempts it has had, with the current one; 0 before the first. */
  readonly attempt: number
  /** Why it failed, was skipped or stopped. */
  readonly reason?: string
  /** Undefined before the step has a task. */
  readonly task: Task | undefined
}

type Answer<T> = T | Promise<T>

/**
 * Code of a pipeline's program that a step calls, in the controller's process. What `preExecute`, `postExecute` and `shouldRetry` answer is recorded before
 * anything follows from it: a restarted controller does not call them again. One that is killed while they run, or before their answer is recorded, calls
 * them once more: they are called at least once.
 */
export interface StepCallbacks {
  /**
   * Called before the step's first attempt, with the parameters that its task gets, references resolved. False skips the step and all steps below it;
   * parameters replace the step's own, all of them. An error that it throws fails the step.
   */
  readonly preExecute?: (step: StepToRun) => Answer<boolean | Readonly<Record<string, ParameterValue>> | void>
  /** Called when the step has ended, before the steps below it begin. An error that it throws fails the step. */
  readonly postExecute?: (step: EndedStep) => Answer<void>
  /** Whether another attempt follows a failed one. An error that it throws counts as false. */
  readonly shouldRetry?: (attempt: StepAttempt) => Answer<boolean>
  /**
   * Called when the step's status has changed, one call after another; a status that a step has for a moment only may be left out. The run does not wait
   * for it but at its end, for a minute at most, and an error that it throws is only a warning. Each change is reported at most once: those that the
   * controller had recorded when it was killed are not reported by the next one. Source: `status_change_callback` of ClearML's `add_step`.
   */
  readonly statusChangeCallback?: (change: StepStatusChange) => Answer<void>
}

/** What the controller's process does for a step itself. */
export interface StepCode extends StepCallbacks {
  /** What it copies to the run when the step has ended. */
  readonly monitored?: MonitoredPairs
}

/** A step of a `PipelineController`: what it runs, when, and with which values. */
export interface StepOptions extends Monitors {
  /** Names the step in the pipeline, and in references. */
  readonly name: string
  /** The task that the step clones: by id, … */
  readonly baseTaskId?: string
  /** … or the newest of a name in a project; default: the pipeline's project. */
  readonly baseTaskProject?: string
  /** The name of the task in that project. */
  readonly baseTaskName?: string
  /** … or a program of its own: a TypeScript file, a command or Python source. */
  readonly script?: StepProgram['script']
  /** The task type of its own program; default: `training`. */
  readonly type?: TaskType
  /** Only a clearml-agent in docker mode runs a step with an image; our agents and local runs refuse it. */
  readonly container?: NonNullable<StepProgram['container']>
  /** What it needs of the machine, such as `{ gpus: 1 }`. */
  readonly resources?: NonNullable<StepProgram['resources']>
  /** Steps that have to be done before, in addition to those that references name. */
  readonly parents?: readonly string[]
  /** Keyed `Section/name`; may hold references such as `${step.artifacts.data.url}` or `${pipeline.epochs}`. */
  readonly parameterOverride?: Readonly<Record<string, ParameterValue>>
  /** Documents that replace configurations of the task, by their names. */
  readonly configurationOverrides?: Readonly<Record<string, Json>>
  /** Keyed by path into the task, such as `script.branch`. */
  readonly taskOverrides?: Readonly<Record<string, Json>>
  /** The queue by name or id; default: that of the pipeline. */
  readonly executionQueue?: string
  /** How many attempts may follow a failed one, or the callback that decides; default: 0. */
  readonly retryOnFailure?: number | NonNullable<StepCallbacks['shouldRetry']>
  /** How long to wait before each further attempt; default: not at all. */
  readonly retryBackoff?: RetryBackoff
  /** When it runs, its parents being done: each lets its children run (`all`, the default), one completed (`any`), or none failed (`none-failed`). */
  readonly join?: JoinRule
  /** Whether the run goes on, and does not fail, if this step fails; default: false. */
  readonly continueOnFail?: boolean
  /** Whether the steps below it are skipped if it fails; default: true. */
  readonly skipChildrenOnFail?: boolean
  /** Whether the run goes on, and does not fail, if this step is aborted; default: false. */
  readonly continueOnAbort?: boolean
  /** Whether the steps below it are skipped if it is aborted; default: true. */
  readonly skipChildrenOnAbort?: boolean
  /** Whether a finished task with the same code and parameters is used instead of a new one; default: false. */
  readonly cacheExecutedStep?: boolean
  /** Decides before the launch whether the step runs, and with which parameters. */
  readonly preExecute?: StepCallbacks['preExecute']
  /** Called when the step has ended; an error that it throws fails the step. */
  readonly postExecute?: StepCallbacks['postExecute']
  /** Called when the step's status has changed, at most once for each change. */
  readonly statusChangeCallback?: StepCallbacks['statusChangeCallback']
  /** Seconds after which an attempt is stopped; default: no limit. */
  readonly timeoutSeconds?: number
  /** Whether to run a clone of the base task, and not the task itself; default: true. */
  readonly cloneBaseTask?: boolean
  /** A heading under which pages list the step. */
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
  const pairs = monitoredPairs(name, options)
  return defineStep({
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<StepDefinition>),
    name,
    parents: options.parents ?? [],
    parameters: parameterTexts(name, parameterOverride),
    retries: typeof retryOnFailure === 'number' ? retryOnFailure : 0,
    hasRetryCallback: typeof retryOnFailure === 'function',
    hasPreExecute: options.preExecute !== undefined,
    hasPostExecute: options.postExecute !== undefined || pairs !== undefined,
    ...(options.statusChangeCallback === undefined ? {} : { hasStatusCallback: true }),
    ...monitorFields(pairs),
  })
}

/** What the controller's process does for a step. */
export function stepCode(options: StepOptions): StepCode {
  const { name, preExecute, postExecute, retryOnFailure, statusChangeCallback } = options
  const monitored = monitoredPairs(name, options)
  return {
    ...givenOf({ preExecute, postExecute, statusChangeCallback, monitored }),
    ...(typeof retryOnFailure === 'function' ? { shouldRetry: retryOnFailure } : {}),
  }
}
