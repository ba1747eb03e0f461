import type { Task } from '@clearway/contract'
import { partsOf, pathOf, valueAt } from '../../table/field-path.ts'
import { metricColumn } from '../../table/metric-column.tsx'
import type { Column } from '../../table/virtual-table.tsx'

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
