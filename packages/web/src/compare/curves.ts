import { smooth } from './smooth.ts'
import type { Curve } from '../plots/scalar-chart.tsx'

/** The curves of several tasks, as the server answers them: { metric: { variant: { task: curve } } }. */
export type ScalarsOfTasks = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, { readonly x: readonly unknown[]; readonly y: readonly unknown[] }>>>>>
>
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
export function chartsOf(scalars: ScalarsOfTasks, { tasks, x, weight }: Options): readonly Chart[] {
  return Object.entries(scalars).flatMap(([metric, variants]) =>
    Object.entries(variants).map(([variant, byTask]) => ({
      title: metric === variant ? metric : `${metric} ${variant}`,
      curves: tasks.flatMap(({ id, name }, look) => {
        const curve = byTask[id]
        if (curve === undefined) return []
        const at = curve.x.map(Number)
        const y = curve.y.map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null))
        return [{ name, look, x: x === 'iteration' ? at : secondsOf(at, x), y: smooth(y, weight) }]
      }),
    })),
  )
}

function secondsOf(times: readonly number[], x: 'time' | 'relative'): readonly number[] {
  const from = x === 'relative' ? (times[0] ?? 0) : 0
  return times.map((time) => (time - from) / 1000)
}
