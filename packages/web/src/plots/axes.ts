import type uPlot from 'uplot'

/** What x counts: what the legend calls it, and the axis where its numbers do not say it. */
export const xNames = { iteration: 'iteration', time: 'time', relative: 'seconds' } as const
export type XKind = keyof typeof xNames

interface Colors {
  readonly text: string
  readonly line: string
}

/** The axes of a chart: x says what it counts, times are those of a clock of 24 hours, and counts have no marks between whole numbers. */
export function axesOf(kind: XKind, { text, line }: Colors): uPlot.Axis[] {
  const axis: uPlot.Axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, size: 4 }, gap: 4 }
  const x: uPlot.Axis =
    kind === 'time'
      ? { ...axis, values: (_, times) => clockTimes(times) }
      : { ...axis, label: xNames[kind], labelSize: 18, size: 28, labelFont: '11px system-ui, sans-serif' }
  return [x, { ...axis, incrs: ({ data: [, ...curves] }) => (curves.every(isWhole) ? wholeSteps : steps) }]
}

const isWhole = (values: uPlot.AlignedData[number]): boolean =>
  Array.from(values).every((value) => value === null || value === undefined || Number.isInteger(value))

/** The distances that marks of an axis may have. */
const steps = Array.from({ length: 37 }, (_, at) => at - 18).flatMap((power) => [1, 2, 2.5, 5].map((step) => Number(`${step}e${power}`)))
const wholeSteps = steps.filter((step) => Number.isInteger(step))

const two = (value: number): string => String(value).padStart(2, '0')

/** Times in seconds as a clock shows them, with the day below the first one and below the first of each day. */
export function clockTimes(times: readonly number[]): string[] {
  const days = times.map((time) => new Date(time * 1000).toLocaleDateString('en', { day: 'numeric', month: 'short' }))
  const apart = (times[1] ?? 0) - (times[0] ?? 0)
  return times.map((time, index) => {
    const at = new Date(time * 1000)
    const clock = `${two(at.getHours())}:${two(at.getMinutes())}${apart % 60 === 0 ? '' : `:${two(at.getSeconds())}`}`
    return days[index] === days[index - 1] ? clock : `${clock}\n${days[index]}`
  })
}
