import type { Task } from '@clearway/contract'
import { pathOf } from '../table/field-path.ts'

/** The last value of a metric in each of several tasks. */
export interface MetricRow {
  /** Its path in a task: `last_metrics.….….value`. */
  readonly path: string
  readonly name: string
  readonly values: readonly (number | undefined)[]
  /** How far it moved from task to task: 0 where all are equal, 1 where the greatest is twice the least or more. */
  readonly moved: number
}
interface LastMetric {
  readonly metric: string
  readonly variant: string
  readonly value: unknown
}

/** The last metrics of several tasks beside each other, first what moved farthest. */
export function metricRowsOf(tasks: readonly Task[]): readonly MetricRow[] {
  const rows = new Map<string, { readonly name: string; readonly values: (number | undefined)[] }>()
  for (const [index, { last_metrics: metrics = {} }] of tasks.entries())
    for (const [metricHash, variants] of Object.entries(metrics as Readonly<Record<string, Readonly<Record<string, LastMetric>>>>))
      for (const [variantHash, { metric, variant, value }] of Object.entries(variants)) {
        const path = pathOf('last_metrics', metricHash, variantHash, 'value')
        const row = rows.get(path) ?? {
          name: metric === variant ? metric : `${metric} ${variant}`,
          values: Array.from({ length: tasks.length }),
        }
        row.values[index] = typeof value === 'number' ? value : undefined
        rows.set(path, row)
      }
  return [...rows]
    .map(([path, { name, values }]) => ({ path, name, values, moved: movedOf(values) }))
    .toSorted((a, b) => b.moved - a.moved || (a.name < b.name ? -1 : 1))
}

function movedOf(values: readonly (number | undefined)[]): number {
  const numbers = values.filter((value) => value !== undefined && Number.isFinite(value)) as number[]
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)]
  const size = Math.max(Math.abs(least), Math.abs(greatest))
  return numbers.length < 2 || size === 0 ? 0 : Math.min(1, (greatest - least) / size)
}
