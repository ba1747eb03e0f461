import { type Figures, type LoadCurve, loadCurve, type Span } from './load-curve.ts'

/** The figures of one metric of a machine; `variant` names one of several devices. */
export interface MachineMetric extends Figures {
  readonly metric: string
  readonly variant?: string | undefined
}
export interface LoadChart {
  readonly title: string
  /** The least value at the upper edge; the lower one is 0. */
  readonly top: number
  readonly curves: readonly LoadCurve[]
}

/** The charts of a machine: their metrics, and the divisor that converts a figure to the title's unit. */
const charts = [
  { title: 'Load, %', top: 100, divisor: 1, metrics: { cpu_usage: 'CPU', gpu_usage: 'GPU' } },
  { title: 'Memory, GB', top: 1, divisor: 1024, metrics: { memory_used: 'used', memory_free: 'free' } },
  { title: 'Memory of GPUs, GB', top: 1, divisor: 1024, metrics: { gpu_memory_used: 'used', gpu_memory_free: 'free' } },
  { title: 'Temperature, °C', top: 1, divisor: 1, metrics: { cpu_temperature: 'CPU', gpu_temperature: 'GPU' } },
  { title: 'Network, MB/s', top: 1, divisor: 1, metrics: { network_rx: 'received', network_tx: 'sent' } },
  { title: 'Disk, MB/s', top: 1, divisor: 1, metrics: { disk_read: 'read', disk_write: 'written' } },
  { title: 'Free disk, GB', top: 1, divisor: 1, metrics: { disk_free_home: 'home', disk_free_temp: 'temporary files' } },
] as const satisfies readonly { title: string; top: number; divisor: number; metrics: Readonly<Record<string, string>> }[]

/** All metrics that are drawn. */
export const drawnMetrics = charts.flatMap(({ metrics }) => Object.keys(metrics)) as (keyof UnionOf<(typeof charts)[number]['metrics']>)[]
type UnionOf<T> = T extends unknown ? { [K in keyof T]: T[K] } : never

/** The charts of what a machine has reported; a metric that it has not reported is left out. */
export function machineCharts(reported: readonly MachineMetric[], span: Span & { readonly gap: number }): LoadChart[] {
  return charts.flatMap(({ title, top, divisor, metrics }) => {
    const curves = Object.entries(metrics).flatMap(([key, name]) =>
      reported
        .filter(({ metric, dates }) => metric === key && dates.length > 0)
        .map(({ variant, dates, values }) =>
          loadCurve(
            variant === undefined || variant === 'total' || variant === 'all' ? name : `${name} ${variant}`,
            { dates, values: values.map((value) => value / divisor) },
            span,
          ),
        ),
    )
    return curves.length === 0 ? [] : [{ title, top, curves }]
  })
}
