import type { Json } from './json.ts'

/** An argument of the whole pipeline, which steps read as `${pipeline.name}`. */
export interface PipelineParameter {
  readonly value: Json
  readonly type?: string
  readonly description?: string
}

/** A pipeline as plain data: it can be stored, sent and driven by the server without the program that wrote it. */
export interface PipelineDefinition {
  readonly name: string
  readonly version: string
  readonly parameters: Readonly<Record<string, PipelineParameter>>
  /** Where steps go that name no queue of their own. */
  readonly defaultQueue?: string
  /** One failed step stops all the others, unless that step has `continueOnFail`. */
  readonly abortOnFailure?: boolean
  readonly steps: Readonly<Record<string, StepDefinition>>
}

/** One node of the DAG. */
export interface StepDefinition {
  readonly name: string
  /** The task that is cloned (or used as it is, with `cloneTask: false`); absent where `codeSection` names generated code. */
  readonly baseTask?: string
  /** The declared ones; those that references imply come on top (`allParents`). */
  readonly parents: readonly string[]
  /** May hold references, like parameters and task overrides. */
  readonly queue?: string
  /** Keyed `Section/name`. */
  readonly parameters: Readonly<Record<string, string>>
  /** Replaces whole configuration objects by name. References in them are left alone: their `${…}` belongs to other tools. */
  readonly configurations?: Readonly<Record<string, Json>>
  /** Keyed by dotted path into the task, such as `script.branch`. */
  readonly taskOverrides?: Readonly<Record<string, Json>>
  /** How many further attempts a failed one is given. */
  readonly retries: number
  /** A failed attempt asks the controller's callback instead of counting `retries`. */
  readonly hasRetryCallback: boolean
  readonly hasPreExecute: boolean
  readonly hasPostExecute: boolean
  /** Its failure does not fail the run. */
  readonly continueOnFail: boolean
  readonly skipChildrenOnFail: boolean
  /** Its abort does not fail the run. */
  readonly continueOnAbort: boolean
  readonly skipChildrenOnAbort: boolean
  readonly timeoutSeconds?: number
  /** A finished task with the same identity is reused. */
  readonly cacheExecuted: boolean
  /** A reference to a list: the step is expanded into one concrete step for each element. */
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

/** What a step is that says nothing else; the same as ClearML's. */
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

/** Fills in the defaults. */
export function defineStep(given: Partial<StepDefinition> & Pick<StepDefinition, 'name'>): StepDefinition {
  return { ...stepDefaults, ...given }
}
