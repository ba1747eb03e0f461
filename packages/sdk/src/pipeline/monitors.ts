import type { StepDefinition } from '@clearway/engine'

/** A curve of scalars, or a single value: its title and series. */
export type ScalarName = readonly [title: string, series: string]

/**
 * What of a step's results its run gets too: copied to the controller's task when the step has ended, in whatever way, before the steps below it begin.
 * The run then shows them, and they stay if the step's task is deleted. What the step has not reported is left out. A run that is being stopped copies
 * nothing more. Copying twice changes nothing, so a restarted controller copies again what it was copying. Source: `monitor_metrics`,
 * `monitor_artifacts` and `monitor_models` of ClearML's `PipelineController.add_step`, which copies the last values while the step runs.
 */
export interface Monitors {
  /**
   * Scalars by title and series, or pairs of such names to rename them: `[['loss', 'train']]`, `[[['loss', 'train'], ['training', 'loss']]]`. The whole
   * curve is copied, from 6,000 points on as the means of 6,000 stretches. Single values have the title `Summary`.
   */
  readonly monitorMetrics?: readonly (ScalarName | readonly [from: ScalarName, to: ScalarName])[]
  /** Artifacts by name, or pairs of names to rename them. The copies name the same files. */
  readonly monitorArtifacts?: readonly (string | readonly [from: string, to: string])[]
  /**
   * Output models by name, or pairs of names to rename them: `['weights', ['best', 'final']]`. `*` is the last one that the step added, `weights-*` that
   * whose name is the last in the alphabet.
   */
  readonly monitorModels?: readonly (string | readonly [from: string, to: string])[]
}

/** What is copied of a step, as pairs of names: from, to. */
export interface MonitoredPairs {
  readonly metrics: readonly (readonly [from: ScalarName, to: ScalarName])[]
  readonly artifacts: readonly (readonly [from: string, to: string])[]
  readonly models: readonly (readonly [from: string, to: string])[]
}

/** The pairs of a step's options; undefined if it monitors nothing. Throws a `TypeError` for what is no name and no pair. */
export function monitoredPairs(
  step: string,
  { monitorMetrics = [], monitorArtifacts = [], monitorModels = [] }: Monitors,
): MonitoredPairs | undefined {
  if (monitorMetrics.length + monitorArtifacts.length + monitorModels.length === 0) return undefined
  return {
    metrics: monitorMetrics.map((given) => {
      if (isPairOf(given, isText)) return [given, given]
      if (isPairOf(given, (part) => isPairOf(part, isText))) return given as readonly [ScalarName, ScalarName]
      return refuse(step, 'monitorMetrics', given, "['title', 'series'], or two of these")
    }),
    artifacts: monitorArtifacts.map((given) => namePair(step, 'monitorArtifacts', given)),
    models: monitorModels.map((given) => namePair(step, 'monitorModels', given)),
  }
}

/** The pairs in the form in which ClearML stores them. */
export function monitorFields(
  pairs: MonitoredPairs | undefined,
): Partial<Pick<StepDefinition, 'monitorMetrics' | 'monitorArtifacts' | 'monitorModels'>> {
  if (pairs === undefined) return {}
  return {
    monitorMetrics: pairs.metrics.map(([from, to]) => [[...from], [...to]]),
    monitorArtifacts: pairs.artifacts.map((pair) => [...pair]),
    monitorModels: pairs.models.map((pair) => [...pair]),
  }
}

function namePair(step: string, field: string, given: string | readonly [string, string]): readonly [string, string] {
  if (isText(given)) return [given, given]
  if (isPairOf(given, isText)) return given
  return refuse(step, field, given, "'name', or ['name', 'new name']")
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isPairOf<T>(value: unknown, isPart: (part: unknown) => part is T): value is readonly [T, T]
function isPairOf(value: unknown, isPart: (part: unknown) => boolean): boolean
function isPairOf(value: unknown, isPart: (part: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isPart)
}

function refuse(step: string, field: string, given: unknown, form: string): never {
  throw new TypeError(`Step '${step}': ${field} holds ${JSON.stringify(given)}. Give ${form}.`)
}
