import { stepDefaults } from './definition.ts'
import type { PipelineDefinition, StepDefinition } from './definition.ts'
import { allParents, knownNames } from './graph.ts'
import type { Json } from './json.ts'
import { consequencesOf } from './failure-rules.ts'
import type { PipelineHead, StepOutcome, StepState, StepStatus } from './run-state.ts'

/** One step as ClearML's controllers store it in `configuration.Pipeline`, and as its pages read it. */
export interface ClearmlNode {
  readonly base_task_id: string | null
  readonly queue: string | null
  readonly parents: readonly string[]
  readonly timeout: number | null
  readonly parameters: Readonly<Record<string, string>>
  readonly configurations: Readonly<Record<string, Json>>
  readonly task_overrides: Readonly<Record<string, Json>>
  /** The task that ran; `false` after an end that bars the children. */
  readonly executed: string | false | null
  readonly status: StepStatus
  readonly clone_task: boolean
  readonly job_type: string | null
  /** Seconds since the epoch, as is the next. */
  readonly job_started: number | null
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

/** What ClearML's form has no field for. It is stored beside it and not in it: an unknown field makes ClearML's controllers raise. */
export interface BesideForm extends PipelineHead {
  readonly steps: Readonly<Record<string, StepBeside>>
}

type StepBeside = Pick<StepDefinition, 'retries' | 'hasRetryCallback' | 'hasPreExecute' | 'hasPostExecute' | 'mapOver'>

/** How far one step is. */
export type StepProgress = Pick<StepState, 'status' | 'phase' | 'task' | 'startedAt' | 'endedAt'>

/** A pipeline and how far it is, for ClearML's tools to read. Parents include those that references imply, as they do there. */
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

/** The rest of a pipeline, which has no place in ClearML's form. */
export function besideClearmlDag(definition: PipelineDefinition): BesideForm {
  const steps = Object.entries(definition.steps).map(([name, step]): [string, StepBeside] => {
    const { retries, hasRetryCallback, hasPreExecute, hasPostExecute, mapOver } = step
    return [name, { retries, hasRetryCallback, hasPreExecute, hasPostExecute, ...(mapOver === undefined ? {} : { mapOver }) }]
  })
  return { ...definition, steps: Object.fromEntries(steps) }
}

/** Reads a pipeline back. Where the form says something, it counts: it may have been edited in a page. Absent fields take ClearML's defaults. */
export function fromClearmlDag(
  dag: Readonly<Record<string, Partial<ClearmlNode>>>,
  beside: PipelineHead & Partial<BesideForm>,
): PipelineDefinition {
  const rest: Readonly<Record<string, StepBeside>> = beside.steps ?? {}
  const steps = Object.entries(dag).map(([name, node]) => [name, fromNode(name, node, Object.hasOwn(rest, name) ? rest[name] : undefined)])
  return { ...beside, steps: Object.fromEntries(steps) as Record<string, StepDefinition> }
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

function fromNode(name: string, node: Partial<ClearmlNode>, beside: StepBeside | undefined): StepDefinition {
  const optional = {
    baseTask: node.base_task_id,
    queue: node.queue,
    timeoutSeconds: node.timeout,
    configurations: filled(node.configurations),
    taskOverrides: filled(node.task_overrides),
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
    ...beside,
  }
}

function filled(record: Readonly<Record<string, Json>> | undefined): Readonly<Record<string, Json>> | undefined {
  return record === undefined || record === null || Object.keys(record).length === 0 ? undefined : record
}
