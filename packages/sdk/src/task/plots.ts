/** A Plotly figure. */
export interface Plot {
  /** The traces. */
  readonly data: readonly object[]
  /** The layout of the figure. */
  readonly layout?: object
}

/** How often each true class was taken for each class. */
export interface ConfusionMatrix {
  /** Rows are the true classes, columns the predicted ones. */
  readonly matrix: readonly (readonly number[])[]
  /** The names of the classes; default: their numbers. */
  readonly labels?: readonly string[]
}

/** Points in a plane. */
export interface Scatter {
  /** Pairs of x and y. */
  readonly points: readonly (readonly [number, number])[]
  /** A text for each point. */
  readonly labels?: readonly string[]
  /** How they are drawn; default: `markers`. */
  readonly mode?: 'markers' | 'lines' | 'lines+markers'
  /** The title of the x axis. */
  readonly xAxis?: string
  /** The title of the y axis. */
  readonly yAxis?: string
}

/** A heat map with the counts written into it, the first class at the top. */
export function confusionMatrixPlot(title: string, { matrix, labels }: ConfusionMatrix): Plot {
  const names = labels ?? matrix.map((_, index) => String(index))
  return {
    data: [{ type: 'heatmap', z: matrix, x: names, y: names, text: matrix, texttemplate: '%{text}', colorscale: 'Blues', showscale: true }],
    layout: {
      title: { text: title },
      xaxis: { title: { text: 'predicted' }, type: 'category' },
      yaxis: { title: { text: 'true' }, type: 'category', autorange: 'reversed' },
    },
  }
}

/** Points in a plane. */
export function scatterPlot(title: string, { points, labels, mode = 'markers', xAxis = '', yAxis = '' }: Scatter): Plot {
  const trace = {
    type: 'scatter',
    mode,
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    ...(labels === undefined ? {} : { text: labels }),
  }
  return { data: [trace], layout: { title: { text: title }, xaxis: { title: { text: xAxis } }, yaxis: { title: { text: yAxis } } } }
}

/** A figure as JSON. A typed array becomes the list of its numbers; NaN and infinities become null, which Plotly draws as gaps. */
export function plotText(plot: Plot, what: string): string {
  return JSON.stringify(plot, (key, value: unknown) => {
    if (value instanceof Map || value instanceof Set) throw new TypeError(`${what}: '${key}' is a Map or Set. Give Array.from of it.`)
    if (!ArrayBuffer.isView(value) || value instanceof DataView) return value
    return Array.from(value as unknown as Iterable<number | bigint>, Number)
  })
}
