import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { curveLook } from './curve-look.ts'

export interface Curve {
  readonly name: string
  readonly x: readonly number[]
  readonly y: readonly (number | null)[]
  /** The number of its look, where curves of several charts belong together; by default its place among the curves. */
  readonly look?: number
}
interface Props {
  readonly title: string
  readonly curves: readonly Curve[]
  /** What x counts. */
  readonly x?: 'iteration' | 'time' | 'relative'
}
/** What the legend calls x. */
const names = { iteration: 'iteration', time: 'time', relative: 'seconds' } as const

/** In pixels. */
const height = 220

/** The curves of one metric over its iterations. Curves differ by colour and by dash. */
export function ScalarChart({ title, curves, x: kind = 'iteration' }: Props) {
  const box = useRef<HTMLDivElement>(null)
  // The colours are read from the style sheet when the chart is made.
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const at = box.current
    if (at === null) return undefined
    const css = getComputedStyle(document.documentElement)
    const colorOf = (name: string): string => css.getPropertyValue(name).trim()
    const axis = { stroke: colorOf('--muted'), grid: { stroke: colorOf('--line'), width: 1 }, ticks: { stroke: colorOf('--line') } }
    const data = uPlot.join(curves.map(({ x, y }) => [[...x], [...y]]))
    const plot = new uPlot(
      {
        title,
        width: at.clientWidth,
        height,
        scales: { x: { time: kind === 'time' } },
        axes: [axis, axis],
        series: [
          { label: names[kind] },
          ...curves.map(({ name, x, look }, index) => {
            const { color, dash } = curveLook(look ?? index)
            // A curve of one point would not be seen as a line.
            return { label: name, stroke: colorOf(color), width: 1.5, dash, points: { show: x.length === 1 } }
          }),
        ],
        cursor: { sync: { key: 'scalars' }, focus: { prox: 24 } },
        focus: { alpha: 0.25 },
      },
      data,
      at,
    )
    const resized = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height }))
    resized.observe(at)
    return () => {
      resized.disconnect()
      plot.destroy()
    }
  }, [title, curves, kind, scheme])
  return <div ref={box} role="img" aria-label={`${title}: ${curves.map(({ name }) => name).join(', ')}`} />
}
