import type { Figure } from './plot-frame.tsx'

/**
 * The rows of a figure that is a table, its head first, as `Logger.report_table` of ClearML's SDK stores it; undefined if the figure is none. It is shown as a
 * table of the page, in which text can be selected and searched.
 */
export function tableOf({ data }: Figure): readonly (readonly string[])[] | undefined {
  const trace = data.find((one): one is Trace => isObject(one) && one['type'] === 'table')
  if (trace === undefined || data.length > 1) return undefined
  const columns = listIn(valuesOf(trace['cells'])).map((column) => listIn(column).map(textOf))
  const head = listIn(valuesOf(trace['header'])).map((cell) => (Array.isArray(cell) ? cell.map(textOf).join(' ') : textOf(cell)))
  const length = Math.max(0, ...columns.map((column) => column.length))
  return [head, ...Array.from({ length }, (_, row) => columns.map((column) => column[row] ?? ''))]
}

/** Kinds of traces that the plot frame draws: all but maps, whose land comes from the network. */
const drawn = new Set(
  `bar barpolar box candlestick carpet cone contour contourcarpet funnel funnelarea heatmap histogram histogram2d histogram2dcontour icicle image indicator
isosurface mesh3d ohlc parcats parcoords pie sankey scatter scatter3d scattercarpet scattergl scatterpolar scatterpolargl scattersmith scatterternary splom
streamtube sunburst surface table treemap violin volume waterfall`.split(/\s/),
)

/** The kinds of traces in a figure that cannot be drawn. Plotly would draw something else in their place. */
export function undrawable({ data }: Figure): readonly string[] {
  const kinds = data.flatMap((trace) => (isObject(trace) && typeof trace['type'] === 'string' ? [trace['type']] : []))
  return [...new Set(kinds)].filter((kind) => !drawn.has(kind))
}

type Trace = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Trace => typeof value === 'object' && value !== null
const valuesOf = (part: unknown): unknown => (isObject(part) ? part['values'] : undefined)
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The text of a cell, without the marks of HTML that Plotly understands. */
function textOf(cell: unknown): string {
  return cell === null || cell === undefined
    ? ''
    : String(cell)
        .replaceAll(/<\/?(?:b|i|br|sub|sup)\s*\/?>/g, ' ')
        .trim()
}
