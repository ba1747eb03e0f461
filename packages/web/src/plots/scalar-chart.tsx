import 'uplot/dist/uPlot.min.css'
import './scalar-chart.css'
import { useComputedColorScheme } from '@mantine/core'
import { memo, useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { axesOf, type XKind, xNames } from './axes.ts'
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
  readonly x?: XKind
  /** The least value at the upper edge, where the lower edge is 0; by default the values alone decide on both. */
  readonly top?: number
}
/** In pixels. */
const height = 220

/** The curves of one metric over its iterations. Curves differ by colour and by dash. A chart is drawn again only if one of its curves changed. */
export const ScalarChart = memo(Chart, isSame)

function isSame(before: Props, now: Props): boolean {
  if (before.title !== now.title || before.x !== now.x || before.top !== now.top || before.curves.length !== now.curves.length) return false
  return before.curves.every((curve, index) => curve === now.curves[index])
}

function Chart({ title, curves, x: kind = 'iteration', top }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  // The colours are read from the style sheet when the chart is made.
  const scheme = useComputedColorScheme('light')
  const looks = JSON.stringify(curves.map(({ name, look }, index) => [name, look ?? index]))
  useEffect(() => {
    const at = box.current
    if (at === null) return undefined
    const made = makePlot(at, { title, kind, top, looks: JSON.parse(looks) as [string, number][] })
    plot.current = made
    const resized = new ResizeObserver(() => made.setSize({ width: at.clientWidth, height }))
    resized.observe(at)
    return () => {
      resized.disconnect()
      made.destroy()
    }
  }, [title, looks, kind, top, scheme])
  // The chart stays as its curves grow, and a stretch that somebody zoomed to stays on the screen.
  useEffect(() => {
    const { current: drawn } = plot
    if (drawn === undefined) return
    const { min, max } = drawn.scales['x'] ?? {}
    const [before] = drawn.data
    const isZoomed = before.length > 0 && (min !== before[0] || max !== before.at(-1))
    drawn.setData(uPlot.join(curves.map(({ x, y }) => [[...x], [...y]])), !isZoomed)
    if (isZoomed && min !== undefined && max !== undefined) drawn.setScale('x', { min, max })
  }, [curves, title, looks, kind, top, scheme])
  return (
    <div
      ref={box}
      className={curves.length === 1 ? 'scalar-chart single' : 'scalar-chart'}
      role="img"
      aria-label={`${title}: ${curves.map(({ name }) => name).join(', ')}`}
    />
  )
}

interface Look {
  readonly title: string
  readonly kind: XKind
  readonly top: number | undefined
  readonly looks: readonly (readonly [name: string, look: number])[]
}

/** A chart without curves in it. */
function makePlot(at: HTMLElement, { title, kind, top, looks }: Look): uPlot {
  const css = getComputedStyle(document.documentElement)
  const colorOf = (name: string): string => css.getPropertyValue(name).trim()
  const series = looks.map(([label, look]) => {
    const { color, dash } = curveLook(look)
    return { label, stroke: colorOf(color), width: 1.5, dash, points: { show: isSinglePoint, fill: colorOf(color) } }
  })
  return new uPlot(
    {
      title: headingOf(title, looks),
      width: at.clientWidth,
      height,
      scales: {
        x: { time: kind === 'time' },
        ...(top === undefined ? {} : { y: { range: (_, __, most) => [0, Math.max(top, most * 1.05)] } }),
      },
      axes: axesOf(kind, { text: colorOf('--muted'), line: colorOf('--line') }),
      series: [{ label: xNames[kind] }, ...series],
      cursor: { sync: { key: 'scalars' }, focus: { prox: 24 } },
      focus: { alpha: 0.25 },
    },
    undefined,
    at,
  )
}

/** The title of a chart; with the name of its only curve, which has no legend, if that says more. */
function headingOf(title: string, looks: Look['looks']): string {
  const [[name] = [title]] = looks
  return looks.length === 1 && !title.endsWith(name) ? `${title} · ${name}` : title
}

/** Whether a curve has one point, which would not be seen as a line. */
function isSinglePoint({ data }: uPlot, series: number): boolean {
  const values = data[series] ?? []
  const isThere = (value: number | null | undefined): boolean => value !== null && value !== undefined
  return values.findIndex(isThere) === values.findLastIndex(isThere)
}
