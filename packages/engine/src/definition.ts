import type { Json } from './json.ts'
import type { ParameterSchema } from './parameter-schema.ts'

/** A parameter of the whole pipeline, which steps read as `${pipeline.name}`. */
export interface PipelineParameter {
  readonly value: Json
  /** Python's name of its type. Default: that of the value. Empty: the value is the JSON text of a value that JSON itself has no form for. */
  readonly type?: string
  readonly description?: string
}

/** A pipeline without its steps. */
export interface PipelineHead {
  readonly name: string
  readonly version: string
  readonly parameters: Readonly<Record<string, PipelineParameter>>
  /** The schemas of the parameters that the schema of a program lists, by their names: also of those without a value. */
  readonly parameterSchemas?: Readonly<Record<string, ParameterSchema>>
  /** Whether parameters may have any name, because the schema of the program does not list them. */
  readonly takesAnyParameter?: boolean
  /** The queue of steps that name none. */
  readonly defaultQueue?: string
  /** Whether one failed step stops all others, unless it has `continueOnFail`. */
  readonly abortOnFailure?: boolean
  /** How long a run may take, in seconds, from its start, its latest retry or its latest resumption; longer runs fail. */
  readonly timeLimitSeconds?: number
  /** The id of the project of the steps' tasks; empty: each is where its base task is. Default: that of the run. */
  readonly stepProject?: string
}

/** A pipeline as plain data: it can be stored, sent and driven by the server without the program that wrote it. */
export interface PipelineDefinition extends PipelineHead {
  readonly steps: Readonly<Record<string, StepDefinition>>
}

/**
 * When a step runs whose parents are all done. `all`: each of them lets its children run. `any`: at least one of them completed, or was cached.
 * `none-failed`: none of them failed or was aborted; skipped parents are allowed.
 */
export const joinRules = ['all', 'any', 'none-failed'] as const
export type JoinRule = (typeof joinRules)[number]

/** How long to wait before each further attempt: `seconds` before the second one, each time `factor` times longer, `maxSeconds` at most. */
export interface RetryBackoff {
  readonly seconds: number
  readonly factor: number
  readonly maxSeconds: number
}

/** A step: one node of the DAG. */
export interface StepDefinition {
  readonly name: string
  /** The function of the program that the step calls: a restarted program finds the steps of its calls by it. */
  readonly function?: string
  /** The task that is cloned, or run itself with `cloneTask: false`; absent if `codeSection` names generated code. */
  readonly baseTask?: string
  /** The declared parents; `allParents` adds those that references imply. */
  readonly parents: readonly string[]
  /** Default: `all`. */
  readonly join?: JoinRule
  /** The queue's id or name. It may hold references, as parameters and task overrides may. */
  readonly queue?: string
  /** Keyed `Section/name`. */
  readonly parameters: Readonly<Record<string, string>>
  /** Replace whole configuration objects by name. Their `${…}` are not references: they belong to other tools. */
  readonly configurations?: Readonly<Record<string, Json>>
  /** Keyed by dotted path into the task, such as `script.branch`. */
  readonly taskOverrides?: Readonly<Record<string, Json>>
  /** How many attempts may follow a failed one. */
  readonly retries: number
  /** The wait before each further attempt. Default: none. */
  readonly retryBackoff?: RetryBackoff
  /** Whether the controller's callback decides about a further attempt, instead of `retries`. */
  readonly hasRetryCallback: boolean
  readonly hasPreExecute: boolean
  readonly hasPostExecute: boolean
  /** Whether the program is notified of each change of its status. */
  readonly hasStatusCallback?: boolean
  /** Whether the run goes on, and does not fail, if this step fails. */
  readonly continueOnFail: boolean
  readonly skipChildrenOnFail: boolean
  /** Whether the run goes on, and does not fail, if this step is aborted. */
  readonly continueOnAbort: boolean
  readonly skipChildrenOnAbort: boolean
  readonly timeoutSeconds?: number
  /** Whether a finished task with the same code and parameters is reused. */
  readonly cacheExecuted: boolean
  /** A reference to a list. The step is expanded into one concrete step for each element. */
  readonly mapOver?: string
  readonly cloneTask: boolean
  readonly codeSection?: string
  readonly jobType?: string
  readonly image?: string
  readonly outputUri?: string | boolean
  readonly draft: boolean
  readonly recursivelyParse: boolean
  readonly stage?: string
  readonly returnArtifacts: readonly string[]
  readonly monitorMetrics: readonly Json[]
  readonly monitorArtifacts: readonly Json[]
  readonly monitorModels: readonly Json[]
}

/** The default values of a step's fields, the same as ClearML's. */
export const stepDefaults = {
  parents: [],
  parameters: {},
  retries: 0,
  hasRetryCallback: false,
  hasPreExecute: false,
  hasPostExecute: false,
  continueOnFail: false,
  skipChildrenOnFail: true,
  continueOnAbort: false,
  skipChildrenOnAbort: true,
  cacheExecuted: false,
  cloneTask: true,
  draft: false,
  recursivelyParse: false,
  returnArtifacts: [],
  monitorMetrics: [],
  monitorArtifacts: [],
  monitorModels: [],
} as const satisfies Partial<StepDefinition>

/** A step with the defaults filled in. */
export function defineStep(given: Partial<StepDefinition> & Pick<StepDefinition, 'name'>): StepDefinition {
  return { ...stepDefaults, ...given }
}
