import type { LastMetric } from '@clearway/contract'
import type { MetricEffect } from '../db/tables/effects.ts'

/** Last values as another server shows them, as they are stored. What it does not show follows from the value. */
export function lastValues(metrics: readonly LastMetric[]): readonly MetricEffect[] {
  return metrics.map((metric) => {
    const { value, count = 1, mean_value = value } = metric
    const iteration = metric.iteration ?? metric.max_value_iteration ?? 0
    return {
      metric: metric.metric,
      variant: metric.variant,
      value,
      iteration,
      min: { value: metric.min_value ?? value, iteration: metric.min_value_iteration ?? iteration },
      max: { value: metric.max_value ?? value, iteration: metric.max_value_iteration ?? iteration },
      first: { value: metric.first_value ?? value, iteration: metric.first_value_iteration ?? iteration },
      sum: mean_value * count,
      count: Math.max(1, count),
      xAxisLabel: metric.x_axis_label,
    }
  })
}
