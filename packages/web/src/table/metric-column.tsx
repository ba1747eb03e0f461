import { shownNumber } from '../ui/shown-number.ts'
import { barOf, rangeOf } from './bars.ts'
import { partsOf, pathOf, valueAt } from './field-path.ts'
import type { Column } from './virtual-table.tsx'

interface Named {
  readonly metric?: string
  readonly variant?: string
}

/** The path of a metric's last value, of tasks and of models. */
export const metricPath = (metricHash: string, variantHash: string): string => pathOf('last_metrics', metricHash, variantHash, 'value')

/** What a metric with its variant is called. */
export const metricName = ({ metric = '', variant = '' }: Named): string => (metric === variant ? metric : `${metric} ${variant}`)

/** The column of a metric's last value: a number, with a bar that is as long as the number is large among those of the rows that are read. */
export function metricColumn<Row>(path: string, rows: readonly (Row | undefined)[]): Column<Row> {
  const range = rangeOf(
    rows.flatMap((row) => {
      const value = valueAt(row, path)
      return typeof value === 'number' ? [value] : []
    }),
  )
  const [, metric = '', variant = ''] = partsOf(path)
  const named = rows
    .map((row) => valueAt(row, pathOf('last_metrics', metric, variant)) as Named | undefined)
    .find((found) => found?.metric !== undefined)
  return {
    id: path,
    header: named === undefined ? 'Metric' : metricName(named),
    width: 'minmax(110px, 1fr)',
    sort: path,
    cell: (row) => {
      const value = valueAt(row, path)
      if (typeof value !== 'number') return typeof value === 'string' ? value : ''
      const { left, width } = barOf(value, range)
      return (
        <span className="metric">
          <span className="number">{shownNumber(value)}</span>
          <span className="metric-track">
            <i style={{ left: `${left}%`, width: `${width}%` }} />
          </span>
        </span>
      )
    },
  }
}
