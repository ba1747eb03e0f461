import { eventTypes } from '../event.ts'
import type { MetricName, MetricNamesQuery } from '../telemetry.ts'
import { byName } from './names.ts'
import { type Reader, visibleTo } from './reader.ts'
import { typeOf } from './type-of.ts'

const tables = {
  training_stats_scalar: 'series',
  training_stats_vector: 'vector',
  training_debug_image: 'image',
  plot: 'plot',
} as const

/** The metrics and variants that tasks have reported, of one type of events or of all, sorted. */
export async function metricNames(reader: Reader, { tasks, eventType }: MetricNamesQuery): Promise<MetricName[]> {
  const only = typeOf(eventType)
  const types = eventTypes.filter((type) => type !== 'log').filter((type) => only === undefined || type === only)
  const names = new Map<string, MetricName>()
  for (const type of tasks.length === 0 ? [] : types) {
    const rows = await reader.db
      .selectFrom(tables[type] as 'image')
      .select(['task', 'metric', 'variant'])
      .distinct()
      .where('company', 'in', visibleTo(reader))
      .where('task', 'in', tasks)
      .execute()
    for (const row of rows) names.set(JSON.stringify([row.task, row.metric, row.variant]), row)
  }
  return [...names.values()].toSorted(byName)
}
