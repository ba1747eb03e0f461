import type { Implementation, serving } from '@clearway/contract'
import { type Context, readerOf } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { deleteContainer, listContainers } from '../../db/tables/serving-containers.ts'
import { defined } from '../../defined.ts'
import { ActionError } from '../../errors.ts'
import { readPeriod } from '../../load/period.ts'
import { endpointPoints } from '../../queries/load-stats.ts'
import { containerCharts, totalChart } from '../../serving/charts.ts'
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
    const points = await endpointPoints(readerOf(ctx), { period, url, metric })
    return {
      computed_interval: period.step / 1000,
      total: totalChart(points, metric),
      instances: instance_charts === false ? {} : containerCharts(points),
    }
  },
}
