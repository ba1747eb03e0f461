import type { Aggregation, workers } from '@clearway/contract'
import { type Handler, readerOf } from '../../context.ts'
import { ActionError } from '../../errors.ts'
import { datesOf, readPeriod } from '../../load/period.ts'
import { activityCounts, agentsOf, type LoadPoint, loadPoints, reportedMetrics } from '../../queries/load-stats.ts'

const seconds = (milliseconds: number): number => milliseconds / 1000

/** Source of the shape: ClearML server 2.3.0. */
export const get_stats: Handler<typeof workers.get_stats> = async (request, ctx) => {
  const { worker_ids: ids = [], items, split_by_variant: isSplit = false } = request
  const period = readPeriod(ctx, request)
  const wanted = aggregationsOf(items)
  const agents = ids.length === 0 ? undefined : await agentsOf(ctx, ids)
  const owners = agents === undefined ? undefined : [...new Set(agents.values())]
  const points = await loadPoints(readerOf(ctx), { period, metrics: [...wanted.keys()], owners, isSplit })
  const byOwner = Map.groupBy(points, ({ owner }) => owner)
  const shown = agents ?? new Map([...byOwner.keys()].map((owner) => [owner, owner]))
  return {
    workers: [...shown].flatMap(([worker, owner]) => {
      const reported = byOwner.get(owner)
      return reported === undefined ? [] : [{ worker, metrics: metricsOf(reported, wanted, isSplit) }]
    }),
  }
}

type Wanted = ReadonlyMap<string, ReadonlySet<Aggregation>>

interface Item {
  readonly key: string
  readonly aggregation?: Aggregation
  readonly category?: Aggregation
}

function aggregationsOf(items: readonly Item[]): Wanted {
  const wanted = new Map<string, Set<Aggregation>>()
  for (const { key, category = 'avg', aggregation = category } of items) wanted.set(key, (wanted.get(key) ?? new Set()).add(aggregation))
  return wanted
}

function metricsOf(points: readonly LoadPoint[], wanted: Wanted, isSplit: boolean) {
  const series = Map.groupBy(points, ({ metric, variant }) => JSON.stringify([metric, variant]))
  return [...series].map(([key, of]) => {
    const [metric = '', variant = ''] = JSON.parse(key) as string[]
    const dates = of.map(({ at }) => seconds(at))
    return {
      metric,
      ...(isSplit ? { variant } : {}),
      dates,
      stats: [...(wanted.get(metric) ?? [])].map((aggregation) => ({ aggregation, dates, values: of.map((point) => point[aggregation]) })),
    }
  })
}

/** Groups by the first word of a figure’s name. Source: ClearML server 2.3.0. */
export const get_metric_keys: Handler<typeof workers.get_metric_keys> = async ({ worker_ids: ids = [] }, ctx) => {
  const owners = ids.length === 0 ? undefined : [...new Set((await agentsOf(ctx, ids)).values())]
  const metrics = await reportedMetrics(readerOf(ctx), owners)
  if (metrics.length === 0) throw new ActionError('no_worker_stats', { workers: ids })
  const categories = Map.groupBy(metrics, (metric) => metric.slice(0, metric.indexOf('_')))
  return { categories: [...categories].map(([name, metric_keys]) => ({ name, metric_keys })) }
}

export const get_activity_report: Handler<typeof workers.get_activity_report> = async (request, ctx) => {
  const period = readPeriod(ctx, request)
  const counts = await activityCounts(readerOf(ctx), period)
  const dates = datesOf(period)
  const seriesOf = (wanted: string) => {
    const found = new Map(counts.flatMap(({ metric, at, count }) => (metric === wanted ? [[at, count] as const] : [])))
    return { dates: dates.map(seconds), counts: dates.map((at) => found.get(at) ?? 0) }
  }
  return { total: seriesOf('workers'), active: seriesOf('active') }
}
