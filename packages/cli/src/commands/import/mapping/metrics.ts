import { givenOf } from '@clearway/contract/given'
import { recordOf } from '@clearway/contract/is-record'
import type { ImportedTask, LastMetric } from '@clearway/contract'
import { integerOf, numberOf, textOf, timeOf } from './fields.ts'

/** The last values of a document: `{ md5 of metric: { md5 of variant: { metric, variant, value, … } } }`. Those that are no finite numbers are left out. */
export function mapLastMetrics(document: unknown): LastMetric[] {
  return Object.values(recordOf(document)).flatMap((variants) =>
    Object.values(recordOf(variants)).flatMap((given) => {
      const last = recordOf(given)
      const value = numberOf(last['value'])
      if (value === undefined) return []
      return [
        {
          metric: textOf(last['metric']) ?? '',
          variant: textOf(last['variant']) ?? '',
          value,
          ...givenOf({
            iteration: integerOf(last['iteration']),
            min_value: numberOf(last['min_value']),
            min_value_iteration: integerOf(last['min_value_iteration']),
            max_value: numberOf(last['max_value']),
            max_value_iteration: integerOf(last['max_value_iteration']),
            first_value: numberOf(last['first_value']),
            first_value_iteration: integerOf(last['first_value_iteration']),
            count: integerOf(last['count']),
            mean_value: numberOf(last['mean_value']),
            x_axis_label: textOf(last['x_axis_label']),
          }),
        },
      ]
    }),
  )
}

/** When the last event of each kind came: `{ md5 of metric: { metric, event_stats_by_type } }`. */
export function mapMetricStats(document: unknown): NonNullable<ImportedTask['metric_stats']> {
  return Object.values(recordOf(document)).flatMap((given) => {
    const { metric, event_stats_by_type: types } = recordOf(given)
    return Object.entries(recordOf(types)).flatMap(([event_type, stat]) => {
      const last_update = timeOf(recordOf(stat)['last_update'])
      return last_update === undefined ? [] : [{ metric: textOf(metric) ?? '', event_type, last_update }]
    })
  })
}
