import type { Implementation, serving, ServingMetric } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteContainer, listContainers } from '../../db/tables/serving-containers.ts'
import { defined } from '../../defined.ts'
import { ActionError } from '../../errors.ts'
import { readPeriod } from '../../load/period.ts'
import { endpointPoints, type EndpointPoint } from '../../queries/load-stats.ts'
import { describedIn, endpointOf, instanceOf } from '../../serving/endpoints.ts'
import { registerContainer, reportServed } from '../../serving/report.ts'

export const servingService: Implementation<typeof serving, Context> = {
  register_container: async (request, ctx) => {
    await transact(ctx, (tx) => registerContainer(tx, request))
    return {}
  },
  unregister_container: async ({ container_id }, ctx) => {
    await transact(ctx, (tx) => deleteContainer(tx, container_id))
    return {}
  },
  container_status_report: async (request, ctx) => {
    await transact(ctx, (tx) => reportServed(tx, request))
    return {}
  },
  get_endpoints: async (_, ctx) => {
    const byUrl = Map.groupBy(await listContainers(ctx), ({ url }) => url)
    return { endpoints: [...byUrl].flatMap(([url, containers]) => (url === null ? [] : [endpointOf(url, containers)])) }
  },
  get_loading_instances: async (_, ctx) => {
    const loading = (await listContainers(ctx)).filter(({ url }) => url === null)
    return {
      instances: loading.map((container) => {
        const { endpoint_name: endpoint = '', model_name: model = '', ...more } = describedIn(container)
        const age_sec = Math.max(0, Math.floor((ctx.now() - container.registered) / 1000))
        return { ...more, ...instanceOf(container), endpoint, model, age_sec }
      }),
    }
  },
  get_endpoint_details: async ({ endpoint_url: url }, ctx) => {
    const containers = (await listContainers(ctx)).filter((container) => container.url === url)
    if (containers.length === 0) throw new ActionError('endpoint_not_found', { endpoint_url: url })
    const {
      endpoint_name: _,
      model_name: __,
      reference: ___,
      cpu_count: ____,
      gpu_count: _____,
      ...more
    } = describedIn(defined(containers[0]))
    return { ...more, ...endpointOf(url, containers), instances: containers.map(instanceOf) }
  },
  get_endpoint_metrics_history: async (request, ctx) => {
    const { endpoint_url: url, metric_type: metric = 'requests', instance_charts } = request
    const period = readPeriod(ctx, request)
    const points = await endpointPoints({ company: ctx.company, db: ctx.reader }, { period, url, metric })
    const byContainer = Map.groupBy(points, ({ container }) => container)
    return {
      computed_interval: period.step / 1000,
      total: { title: titles[metric], ...totalOf(points, metric) },
      instances:
        instance_charts === false ? {} : Object.fromEntries([...byContainer].map(([id, of]) => [id, { title: id, ...curveOf(of) }])),
    }
  },
}

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

function totalOf(points: readonly EndpointPoint[], metric: ServingMetric) {
  const dates = [...Map.groupBy(points, ({ at }) => at)].toSorted(([one], [other]) => one - other)
  return curveOf(
    dates.map(([at, of]) => {
      const sum = of.reduce((total, { value }) => total + value, 0)
      return { at, value: averaged.includes(metric) ? sum / of.length : sum }
    }),
  )
}

function curveOf(points: readonly Pick<EndpointPoint, 'at' | 'value'>[]) {
  return { dates: points.map(({ at }) => at / 1000), values: points.map(({ value }) => value) }
}
