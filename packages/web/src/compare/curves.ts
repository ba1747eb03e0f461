import type { ScalarCurve } from '@clearway/contract/scalar-curves'
import { smooth } from './smooth.ts'
import type { Curve } from '../plots/scalar-chart.tsx'

export interface Chart {
  readonly title: string
  readonly curves: readonly Curve[]
}
interface Options {
  /** The tasks, in the order of their looks, with their names. */
  readonly tasks: readonly { readonly id: string; readonly name: string }[]
  readonly x: 'iteration' | 'time' | 'relative'
  /** From 0 to 1. */
  readonly weight: number
}

/** A chart for each metric and variant, with a curve for each task. Times are in seconds. */
export function chartsOf(scalars: readonly ScalarCurve[], { tasks, x, weight }: Options): readonly Chart[] {
  const charts = Map.groupBy(scalars, ({ metric, variant }) => JSON.stringify([metric, variant]))
  return [...charts.values()].map((group) => {
    const [{ metric, variant } = { metric: '', variant: '' }] = group
    return {
      title: metric === variant ? metric : `${metric} ${variant}`,
      curves: tasks.flatMap(({ id, name }, look) => {
        const curve = group.find(({ task }) => task === id)
        if (curve === undefined) return []
        const y = curve.value.map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null))
        return x === 'iteration'
          ? [{ name, look, x: curve.iter, y: smooth(y, weight) }]
          : [{ name, look, ...overTime(curve, x, smooth(y, weight)) }]
      }),
    }
  })
}

/** The points of a curve in the order of their times, which is not that of the iterations where a later attempt reported some of them again. */
function overTime({ timestamp }: ScalarCurve, x: 'time' | 'relative', y: Curve['y']): Pick<Curve, 'x' | 'y'> {
  const order = [...timestamp.keys()].toSorted((a, b) => (timestamp[a] ?? 0) - (timestamp[b] ?? 0))
  const from = x === 'relative' ? (timestamp[order[0] ?? 0] ?? 0) : 0
  return { x: order.map((at) => ((timestamp[at] ?? 0) - from) / 1000), y: order.map((at) => y[at] ?? null) }
}
