import type { Task as TaskDocument } from '@clearway/contract'
import type { Connection } from '../connection.ts'
import { Logger, singleValueIteration } from '../task/logger.ts'
import { readProcessContext } from '../task/process-context.ts'
import type { MonitoredPairs, ScalarName } from './monitors.ts'

/** A curve with more points is copied as means. */
const mostPoints = 6000

export interface MonitoredStep {
  /** The controller's task, which gets the copies. */
  readonly run: string
  /** The step's task. */
  readonly task: string
  readonly pairs: MonitoredPairs
}

/** Copies what is monitored of a step's task to its run. Copying again changes nothing. */
export async function copyMonitored(connection: Connection, { run, task, pairs }: MonitoredStep): Promise<void> {
  const { api } = connection
  const { task: document } = await api.tasks.get_by_id({ task })
  const artifacts = pairs.artifacts.flatMap(([from, to]) => {
    const found = document.execution?.artifacts?.find(({ key, mode }) => key === from && mode !== 'input')
    return found === undefined ? [] : [{ ...found, key: to }]
  })
  if (artifacts.length > 0) await api.tasks.add_or_update_artifacts({ task: run, artifacts, force: true })
  // One after another: each rewrites the run's list of models.
  for (const [from, to] of pairs.models) {
    const found = pickModel(document.models?.output ?? [], from)
    if (found === undefined) continue
    await api.tasks.add_or_update_model({ task: run, name: to === from ? found.name : to, model: found.model, type: 'output' })
  }
  if (pairs.metrics.length > 0) await copyScalars(connection, { run, task, pairs })
}

type ModelUse = NonNullable<TaskDocument['models']>['output'][number]

/** The model of a name; for `*` the last one, for `begin*` the one of those names that is the last in the alphabet. */
function pickModel<M extends Pick<ModelUse, 'name'>>(models: readonly M[], name: string): M | undefined {
  const exact = models.find((model) => model.name === name)
  if (exact !== undefined || !name.endsWith('*')) return exact
  if (name === '*') return models.at(-1)
  return models
    .filter((model) => model.name.startsWith(name.slice(0, -1)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .at(-1)
}

async function copyScalars({ api }: Connection, { run, task, pairs }: MonitoredStep): Promise<void> {
  const metrics = pairs.metrics.map(([[metric, variant]]) => ({ metric, variants: [variant] }))
  const [curves, singles] = await Promise.all([
    api.events.scalar_metrics_iter_histogram({ task, samples: mostPoints, metrics }),
    api.events.get_task_single_value_metrics({ tasks: [task], metrics }),
  ])
  const single = ([title, series]: ScalarName) =>
    singles.tasks[0]?.values.find(({ metric, variant }) => metric === title && variant === series)?.['value']
  const logger = new Logger(api, run, readProcessContext().worker)
  for (const [from, to] of pairs.metrics) {
    const value = single(from)
    if (value !== undefined && value !== null) logger.scalar(...to, Number(value), singleValueIteration)
    const { x = [], y = [] } = curves[from[0]]?.[from[1]] ?? {}
    for (const [at, iteration] of x.entries()) {
      const point = y[at]
      if (point === undefined || point === null) continue
      if (!logger.scalar(...to, Number(point), Number(iteration))) await logger.drained()
    }
  }
  await logger.flush()
}
