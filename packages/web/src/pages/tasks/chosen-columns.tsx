import type { Task } from '@clearway/contract'
import { partsOf, pathOf, valueAt } from '../../table/field-path.ts'
import type { Column } from '../../table/virtual-table.tsx'
import { shownNumber } from '../../ui/shown-number.ts'
import { barOf, rangeOf } from './bars.ts'

/** Fields of tasks that can be columns, beside parameters and metrics, with their headers. */
export const plainFields: Readonly<Record<string, string>> = {
  tags: 'Tags',
  'user.name': 'User',
  last_worker: 'Worker',
  last_iteration: 'Iteration',
  created: 'Created',
  started: 'Started',
  comment: 'Comment',
}

/** The columns of an address, each the path of a parameter, of a metric's last value, or of another field. */
export function chosenColumns(paths: readonly string[], rows: readonly (Task | undefined)[]): readonly Column<Task>[] {
  return paths.map((path) => (path.startsWith('last_metrics.') ? metricColumn(path, rows) : fieldColumn(path)))
}

function fieldColumn(path: string): Column<Task> {
  const parts = partsOf(path)
  const isParameter = parts[0] === 'hyperparams'
  return {
    id: path,
    header: plainFields[path] ?? parts.slice(isParameter ? 2 : 0).join('.'),
    width: 'minmax(90px, 1fr)',
    ...(path === 'tags' ? {} : { sort: path }),
    cell: (task) => {
      const value = valueAt(task, isParameter ? pathOf(...parts, 'value') : path)
      return <span className={isParameter ? 'mono' : undefined}>{textOf(value)}</span>
    },
  }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value === undefined || value === null ? '' : String(value)
}

/** A number with a bar that is as long as the number is large among those of the rows that are read. */
function metricColumn(path: string, rows: readonly (Task | undefined)[]): Column<Task> {
  const numberOf = (task: Task): number | undefined => {
    const value = valueAt(task, path)
    return typeof value === 'number' ? value : undefined
  }
  const range = rangeOf(rows.flatMap((task) => (task === undefined ? [] : (numberOf(task) ?? []))))
  const [, metric = '', variant = ''] = partsOf(path)
  const named = rows
    .map(
      (task) =>
        valueAt(task, pathOf('last_metrics', metric, variant)) as { readonly metric?: string; readonly variant?: string } | undefined,
    )
    .find((found) => found?.metric !== undefined)
  return {
    id: path,
    header: named === undefined ? 'Metric' : named.metric === named.variant ? `${named.metric}` : `${named.metric} ${named.variant}`,
    width: 'minmax(110px, 1fr)',
    sort: path,
    cell: (task) => {
      const value = numberOf(task)
      if (value === undefined) return textOf(valueAt(task, path))
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
