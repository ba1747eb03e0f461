/** Figures over time, in seconds since the epoch; null between figures where nothing was reported. */
export interface LoadCurve {
  readonly name: string
  readonly x: readonly number[]
  readonly y: readonly (number | null)[]
}
export interface Figures {
  readonly dates: readonly number[]
  readonly values: readonly number[]
}

/** The part of the past that a chart shows, in seconds since the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A curve that is interrupted between figures that are farther apart than `gap` seconds, and reaches from one end of the chart to the other. */
export function loadCurve(name: string, { dates, values }: Figures, { from, to, gap }: Span & { readonly gap: number }): LoadCurve {
  const points = dates.flatMap((at, index) => {
    const value = values[index]
    if (value === undefined || at <= from || at >= to) return []
    const before = dates[index - 1]
    const isApart = before !== undefined && at - before > gap
    return isApart ? [[(before + at) / 2, null] as const, [at, value] as const] : [[at, value] as const]
  })
  const all = [[from, null] as const, ...points, [to, null] as const]
  return { name, x: all.map(([at]) => at), y: all.map(([, value]) => value) }
}

/** Figures at every multiple of `interval`: 0 where there is none, because nothing is stored of a queue that is empty. */
export function everyStep({ dates, values }: Figures, { from, to, interval }: Span & { readonly interval: number }): Figures {
  const known = new Map(dates.map((at, index) => [at, values[index] ?? 0]))
  const first = Math.ceil(from / interval)
  const steps = Array.from({ length: Math.max(0, Math.ceil(to / interval) - first) }, (_, index) => (first + index) * interval)
  return { dates: steps, values: steps.map((at) => known.get(at) ?? 0) }
}
