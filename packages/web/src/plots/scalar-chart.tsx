import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'

export interface Curve {
  readonly name: string
  readonly x: readonly number[]
  readonly y: readonly (number | null)[]
}
interface Props {
  readonly title: string
  readonly curves: readonly Curve[]
}
/** In pixels. */
const height = 220
const colors = ['--state-running', '--state-failed', '--state-completed', '--state-stalled', '--state-queued', '--state-stopped']
const dashes = [[], [8, 4], [2, 3]]

/** The curves of one metric over its iterations. Curves differ by colour and by dash. */
export function ScalarChart({ title, curves }: Props) {
  const box = useRef<HTMLDivElement>(null)
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
        scales: { x: { time: false } },
        axes: [axis, axis],
        series: [
          {},
          ...curves.map(({ name, x }, index) => ({
            label: name,
            stroke: colorOf(colors[index % colors.length] ?? '--text'),
            width: 1.5,
            dash: dashes[Math.floor(index / colors.length) % dashes.length] ?? [],
            // A curve of one point would not be seen as a line.
            points: { show: x.length === 1 },
          })),
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
  }, [title, curves])
  return <div ref={box} role="img" aria-label={`${title}: ${curves.map(({ name }) => name).join(', ')}`} />
}
