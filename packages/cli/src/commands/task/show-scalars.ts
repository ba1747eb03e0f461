import type { Look, Style } from '../../look.ts'
import { facts } from '../../show/facts.ts'
import { type Curve, lineChart, shortNumber } from '../../show/line-chart.ts'
import type { TaskScalars } from './task-scalars.ts'

const styles = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'red'] as const satisfies readonly Style[]
const [widest, height] = [100, 8]

/** A chart for each metric, with a curve for each of its variants, and the values without iterations. */
export function showScalars({ metrics, values }: TaskScalars, look: Look): string {
  const charts = Object.entries(metrics).map(([metric, variants]) => chart(metric, variants, look))
  const single = facts(
    look,
    values.map(({ name, value }) => [name, shortNumber(value)]),
  )
  const parts = [...charts, ...(single === '' ? [] : [single])]
  return parts.length === 0 ? look.paint('dim', 'It reported no scalars.') : parts.join('\n\n')
}

function chart(metric: string, variants: TaskScalars['metrics'][string], look: Look): string {
  const names = Object.keys(variants)
  const curves = Object.values(variants).map(({ x, y }): Curve => ({
    x: x.map(Number),
    y: y.map((value) => (value === null ? Number.NaN : Number(value))),
  }))
  const paint = (text: string, curve: number): string => look.paint(styles[curve % styles.length] ?? 'reset', text)
  const lines = lineChart(curves, { width: Math.min(look.width, widest), height }, paint)
  const legend = names.map((name, index) => `${paint('━', index)} ${name} ${look.paint('dim', lastOf(curves[index]))}`).join('  ')
  return [look.paint('bold', metric), ...lines, legend].join('\n')
}

function lastOf(curve: Curve | undefined): string {
  const last = curve?.y.findLast((value) => Number.isFinite(value))
  return last === undefined ? 'no number' : shortNumber(last)
}
