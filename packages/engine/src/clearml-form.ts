import { givenOf } from '@clearway/contract/given'
import type { StepStatus } from '@clearway/contract'
import { stepDefaults } from './definition.ts'
import type { PipelineDefinition, PipelineHead, StepDefinition } from './definition.ts'
import { allParents, knownNames } from './graph.ts'
import type { Json } from './json.ts'
import { consequencesOf } from './failure-rules.ts'
import type { StepOutcome, StepState } from './run-state.ts'

/** A step as ClearML's controllers store it in `configuration.Pipeline`, and as ClearML's pages read it. */
export interface ClearmlNode {
  readonly base_task_id: string | null
  readonly queue: string | null
  readonly parents: readonly string[]
  readonly timeout: number | null
  readonly parameters: Readonly<Record<string, string>>
  readonly configurations: Readonly<Record<string, Json>>
  readonly task_overrides: Readonly<Record<string, Json>>
  /** The task that ran; `false` after an end that keeps the children from running. */
  readonly executed: string | false | null
  readonly status: StepStatus
  readonly clone_task: boolean
  readonly job_type: string | null
  /** Seconds since the epoch. */
  readonly job_started: number | null
  /** Seconds since the epoch. */
  readonly job_ended: number | null
  readonly job_code_section: string | null
  readonly skip_job: boolean
  readonly cache_executed_step: boolean
  readonly return_artifacts: readonly string[]
  readonly monitor_metrics: readonly Json[]
  readonly monitor_artifacts: readonly Json[]
  readonly monitor_models: readonly Json[]
  readonly explicit_docker_image: string | null
  readonly recursively_parse_parameters: boolean
  readonly output_uri: string | boolean | null
  readonly draft: boolean
  readonly continue_behaviour: null
  readonly continue_on_fail: boolean
  readonly continue_on_abort: boolean
  readonly skip_children_on_abort: boolean
  readonly skip_children_on_fail: boolean
  readonly stage: string | null
  readonly job_id: string | null
}

/** The DAG as ClearML stores it, keyed by the steps' names. */
export type ClearmlDag = Readonly<Record<string, ClearmlNode>>

/**
 * The parts of a pipeline that ClearML's form has no field for. They are stored in a document of their own, because an unknown field makes
 * ClearML's controllers raise an error.
 */
export interface PipelineExtension extends PipelineHead {
  readonly steps: Readonly<Record<string, StepExtension>>
}

type StepExtension = Pick<
  StepDefinition,
  | 'function'
  | 'retries'
  | 'retryBackoff'
  | 'join'
  | 'hasRetryCallback'
  | 'hasPreExecute'
  | 'hasPostExecute'
  | 'hasStatusCallback'
  | 'mapOver'
>

/** The progress of a step. */
export type StepProgress = Pick<StepState, 'status' | 'phase' | 'task' | 'startedAt' | 'endedAt'>

/** A pipeline and its progress in ClearML's form. Parents include those that references imply, as in ClearML's own. */
export function toClearmlDag(
  definition: Pick<PipelineDefinition, 'parameters' | 'steps'>,
  progress: (step: string) => StepProgress | undefined = () => undefined,
): ClearmlDag {
  const known = knownNames(definition)
  const nodes = Object.entries(definition.steps).map(
    ([name, step]) => [name, toNode(step, allParents(step, known), progress(name))] as const,
  )
  return Object.fromEntries(nodes)
}

/** The parts of a pipeline that ClearML's form has no field for. */
export function extensionOf(definition: PipelineDefinition): PipelineExtension {
  const steps = Object.entries(definition.steps).map(([name, step]): [string, StepExtension] => {
    const {
      function: called,
      retries,
      retryBackoff,
      join,
      hasRetryCallback,
      hasPreExecute,
      hasPostExecute,
      hasStatusCallback,
      mapOver,
    } = step
    return [
      name,
      {
        retries,
        hasRetryCallback,
        hasPreExecute,
        hasPostExecute,
        ...givenOf({ function: called, hasStatusCallback, retryBackoff, join, mapOver }),
      },
    ]
  })
  return { ...definition, steps: Object.fromEntries(steps) }
}

/**
 * Reads a pipeline back. ClearML's form is authoritative for its fields, because a person may have edited it on a page; absent fields take ClearML's
 * defaults.
 */
export function fromClearmlDag(
  dag: Readonly<Record<string, Partial<ClearmlNode>>>,
  extension: PipelineHead & Partial<PipelineExtension>,
): PipelineDefinition {
  const rest: Readonly<Record<string, StepExtension>> = extension.steps ?? {}
  const steps = Object.entries(dag).map(([name, node]) => [name, fromNode(name, node, Object.hasOwn(rest, name) ? rest[name] : undefined)])
  return { ...extension, steps: Object.fromEntries(steps) as Record<string, StepDefinition> }
}

function toNode(step: StepDefinition, parents: readonly string[], progress: StepProgress | undefined): ClearmlNode {
  const status = progress?.status ?? 'pending'
  const seconds = (at: number | undefined): number | null => (at === undefined ? null : at / 1000)
  return {
    base_task_id: step.baseTask ?? null,
    queue: step.queue ?? null,
    parents,
    timeout: step.timeoutSeconds ?? null,
    parameters: step.parameters,
    configurations: step.configurations ?? {},
    task_overrides: step.taskOverrides ?? {},
    executed: executedOf(step, progress),
    status,
    clone_task: step.cloneTask,
    job_type: step.jobType ?? null,
    job_started: seconds(progress?.startedAt),
    job_ended: seconds(progress?.endedAt),
    job_code_section: step.codeSection ?? null,
    skip_job: status === 'skipped',
    cache_executed_step: step.cacheExecuted,
    return_artifacts: step.returnArtifacts,
    monitor_metrics: step.monitorMetrics,
    monitor_artifacts: step.monitorArtifacts,
    monitor_models: step.monitorModels,
    explicit_docker_image: step.image ?? null,
    recursively_parse_parameters: step.recursivelyParse,
    output_uri: step.outputUri ?? null,
    draft: step.draft,
    continue_behaviour: null,
    continue_on_fail: step.continueOnFail,
    continue_on_abort: step.continueOnAbort,
    skip_children_on_abort: step.skipChildrenOnAbort,
    skip_children_on_fail: step.skipChildrenOnFail,
    stage: step.stage ?? null,
    job_id: progress?.task ?? null,
  }
}

function executedOf(step: StepDefinition, progress: StepProgress | undefined): string | false | null {
  if (progress?.phase !== 'done' || progress.status === 'skipped') return null
  return consequencesOf(step, progress.status as StepOutcome).childrenMayRun ? (progress.task ?? null) : false
}

function fromNode(name: string, node: Partial<ClearmlNode>, extension: StepExtension | undefined): StepDefinition {
  const optional = {
    baseTask: node.base_task_id,
    queue: node.queue,
    timeoutSeconds: node.timeout,
    configurations: unlessEmpty(node.configurations),
    taskOverrides: unlessEmpty(node.task_overrides),
    jobType: node.job_type,
    codeSection: node.job_code_section,
    image: node.explicit_docker_image,
    outputUri: node.output_uri,
    stage: node.stage,
  }
  return {
    ...stepDefaults,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined && value !== null),
    ) as Partial<StepDefinition>),
    name,
    parents: node.parents ?? [],
    parameters: node.parameters ?? {},
    cloneTask: node.clone_task ?? true,
    cacheExecuted: node.cache_executed_step ?? false,
    returnArtifacts: node.return_artifacts ?? [],
    monitorMetrics: node.monitor_metrics ?? [],
    monitorArtifacts: node.monitor_artifacts ?? [],
    monitorModels: node.monitor_models ?? [],
    recursivelyParse: node.recursively_parse_parameters ?? false,
    draft: node.draft ?? false,
    continueOnFail: node.continue_on_fail ?? false,
    continueOnAbort: node.continue_on_abort ?? false,
    skipChildrenOnAbort: node.skip_children_on_abort ?? true,
    skipChildrenOnFail: node.skip_children_on_fail ?? true,
    ...extension,
  }
}

function unlessEmpty(record: Readonly<Record<string, Json>> | undefined): Readonly<Record<string, Json>> | undefined {
  return record === undefined || record === null || Object.keys(record).length === 0 ? undefined : record
}
