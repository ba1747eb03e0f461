import type { MetricChoice } from '../telemetry.ts'
import { isChosen } from './choices.ts'
import { byName } from './names.ts'
import { type Reader, visibleTo } from './reader.ts'
import { defined } from '../../defined.ts'

/** One metric and variant of a task: one series for each attempt that reported it, the latest attempt first. */
export interface Curve {
  readonly task: string
  readonly metric: string
  readonly variant: string
  readonly series: readonly number[]
}

/** The curves of tasks, sorted by metric and variant. */
export async function curvesOf(reader: Reader, tasks: readonly string[], choices?: readonly MetricChoice[]): Promise<readonly Curve[]> {
  const rows = await reader.db
    .selectFrom('series')
    .select(['id', 'task', 'metric', 'variant'])
    .where('company', 'in', visibleTo(reader))
    .where('task', 'in', tasks)
    .orderBy('attempt', 'desc')
    .execute()
  const groups = Map.groupBy(
    rows.filter(({ metric, variant }) => isChosen(choices, metric, variant)),
    ({ task, metric, variant }) => `${task}\0${metric}\0${variant}`,
  )
  return [...groups.values()].map((group) => ({ ...nameOf(defined(group[0])), series: group.map(({ id }) => id) })).toSorted(byName)
}

function nameOf({ task, metric, variant }: { task: string; metric: string; variant: string }): Omit<Curve, 'series'> {
  return { task, metric, variant }
}
