import type { ServingMetric } from '@clearway/contract'
import type { EndpointPoint } from '../queries/load-stats.ts'

/** The titles of charts. Source: ClearML server 2.3.0, whose web app shows them. */
const titles: Readonly<Record<ServingMetric, string>> = {
  requests: 'Number of Requests',
  requests_min: 'Requests per Minute',
  latency_ms: 'Average Latency (ms)',
  cpu_count: 'CPU Count',
  gpu_count: 'GPU Count',
  cpu_util: 'Average CPU Load (%)',
  gpu_util: 'Average GPU Utilization (%)',
  ram_total: 'RAM Total (GB)',
  ram_used: 'RAM Used (GB)',
  ram_free: 'RAM Free (GB)',
  gpu_ram_total: 'GPU RAM Total (GB)',
  gpu_ram_used: 'GPU RAM Used (GB)',
  gpu_ram_free: 'GPU RAM Free (GB)',
  network_rx: 'Network Throughput RX (MBps)',
  network_tx: 'Network Throughput TX (MBps)',
}

/** The figures of which an endpoint has the average over its containers. Of the others it has the sum. */
const averaged: readonly ServingMetric[] = ['latency_ms', 'cpu_util', 'gpu_util']

interface Chart {
  title: string
  dates: number[]
  values: number[]
}

/** The chart of an endpoint: what its containers come to together at each time. */
export function totalChart(points: readonly EndpointPoint[], metric: ServingMetric): Chart {
  const dates = [...Map.groupBy(points, ({ at }) => at)].toSorted(([one], [other]) => one - other)
  const totals = dates.map(([at, of]) => {
    const sum = of.reduce((total, { value }) => total + value, 0)
    return { at, value: averaged.includes(metric) ? sum / of.length : sum }
  })
  return { title: titles[metric], ...curveOf(totals) }
}

/** The charts of the containers of an endpoint, by their ids. */
export function containerCharts(points: readonly EndpointPoint[]): Record<string, Chart> {
  const byContainer = Map.groupBy(points, ({ container }) => container)
  return Object.fromEntries([...byContainer].map(([id, of]) => [id, { title: id, ...curveOf(of) }]))
}

function curveOf(points: readonly Pick<EndpointPoint, 'at' | 'value'>[]) {
  return { dates: points.map(({ at }) => at / 1000), values: points.map(({ value }) => value) }
}
