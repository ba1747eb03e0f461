import type { EntityBatch, SeriesBatch } from './entity-batch.ts'
import type { MetricEffect, TaskEffect } from '../telemetry.ts'

/** What the caller is to write to the task or model. Values that are not finite have no part in it. */
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
