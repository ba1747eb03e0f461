import type { EntityBatch, SeriesBatch } from './entity-batch.ts'
import type { MetricEffect, TaskEffect } from '../telemetry.ts'

/** The changes that a batch makes to its task or model. Values that are not finite are left out of them. */
export function effectOf(task: string, batch: EntityBatch): TaskEffect {
  return {
    task,
    kind: batch.model ? 'model' : 'task',
    lastIteration: batch.lastIteration,
    metrics: batch.series.flatMap(metricEffect),
    stats: [...batch.stats.values()],
    logged: batch.logs.length > 0,
  }
}

function metricEffect({ metric, variant, summary, xAxisLabel }: SeriesBatch): MetricEffect[] {
  if (summary === undefined) return []
  const { timestamp: _, ...bounds } = summary
  return [{ metric, variant, ...bounds, xAxisLabel }]
}
