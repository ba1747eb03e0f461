import type { TaskMetricStatTable, TaskMetricTable } from '../schema.ts'

export type MetricRow = Omit<TaskMetricTable, 'company' | 'iteration'>
export type StatRow = Omit<TaskMetricStatTable, 'company'>

/** Last values, keyed by the hashes of metric and variant as ClearML's clients compute them. */
export function lastMetrics(rows: readonly MetricRow[]): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const metrics: Record<string, Record<string, unknown>> = {}
  for (const { task: _, metric_hash, variant_hash, sum, x_axis_label, ...row } of rows)
    (metrics[metric_hash] ??= {})[variant_hash] = {
      ...row,
      mean_value: Math.round((sum / row.count) * 100) / 100,
      ...(x_axis_label === null ? {} : { x_axis_label }),
    }
  return metrics
}

export function metricStats(rows: readonly StatRow[]): Readonly<Record<string, unknown>> {
  const stats: Record<string, { metric: string; event_stats_by_type: Record<string, { last_update: number }> }> = {}
  for (const { metric, metric_hash, event_type, last_update } of rows)
    (stats[metric_hash] ??= { metric, event_stats_by_type: {} }).event_stats_by_type[event_type] = { last_update }
  return stats
}
