import type { events, Implementation } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { findTask, readTaskColumns } from '../../db/tables/tasks.ts'
import type { MetricName } from '../../telemetry/telemetry.ts'
import { follow_scalars } from './follow_scalars.ts'
import { nested } from './nested.ts'
import { ownerOf, ownersOf } from './owners.ts'

type Scalars = Pick<
  typeof events,
  | 'multi_task_scalar_metrics_iter_histogram'
  | 'follow_scalars'
  | 'scalar_metrics_iter_raw'
  | 'get_scalar_metric_data'
  | 'get_task_latest_scalar_values'
  | 'get_scalar_metrics_and_variants'
  | 'get_vector_metrics_and_variants'
  | 'vector_metrics_iter_histogram'
  | 'get_task_metrics'
  | 'get_multi_task_metrics'
>

/** How many events a page of `get_scalar_metric_data` holds. Source: ClearML server 2.3.0. */
const scalarsAtOnce = 10_000

export const scalars: Implementation<Scalars, Context> = {
  multi_task_scalar_metrics_iter_histogram: async ({ tasks: ids, key = 'iter', samples = 2000, metrics, model_events }, ctx) => {
    const owners = await ownersOf(ctx, ids, model_events)
    const curves = await ctx.telemetry.histograms(ctx, { tasks: owners.map(({ id }) => id), key, samples, metrics })
    const byOwner = Map.groupBy(curves, ({ task }) => task)
    const named = owners.flatMap(({ asked, id, name }) =>
      (byOwner.get(id) ?? []).map(({ metric, variant, x, y }) => ({ path: [metric, variant, asked] as const, value: { name, x, y } })),
    )
    return { metrics: nested(named) }
  },
  follow_scalars,
  scalar_metrics_iter_raw: async ({ task, metric, key = 'iter', batch_size, count_total, scroll_id, model_events }, ctx) =>
    ctx.telemetry.rawPoints(ctx, {
      task: await ownerOf(ctx, task, model_events),
      ...metric,
      key,
      batchSize: batch_size,
      countTotal: count_total === true,
      scrollId: scroll_id,
    }),
  get_scalar_metric_data: async ({ task, metric, no_scroll, scroll_id, model_events }, ctx) => {
    const { scroll_id: next, ...page } = await ctx.telemetry.taskEvents(ctx, {
      task: await ownerOf(ctx, task, model_events),
      eventType: 'training_stats_scalar',
      metrics: metric === undefined ? undefined : [{ metric }],
      order: 'desc',
      batchSize: scalarsAtOnce,
      scrollId: scroll_id,
    })
    return { ...page, ...(next === undefined || no_scroll === true ? {} : { scroll_id: next }) }
  },
  get_task_latest_scalar_values: async ({ task }, ctx) => {
    const { id, name, status } = await findTask(ctx, task)
    const { last_iteration } = await readTaskColumns(ctx, id, ['last_iteration'])
    const values = await ctx.telemetry.latestValues(ctx, id)
    return {
      name,
      status,
      last_iter: last_iteration,
      last_timestamp: values.reduce((latest, { at }) => Math.max(latest, at), 0),
      metrics: [...Map.groupBy(values, ({ metric }) => metric)].map(([ofVariants, variants]) => ({
        name: ofVariants,
        variants: variants.map(({ variant, last, mean }) => ({ name: variant, last_value: last, last_100_value: mean })),
      })),
    }
  },
  get_scalar_metrics_and_variants: async ({ task, model_events }, ctx) => ({
    metrics: Object.fromEntries(await variantsByMetric(ctx, await ownerOf(ctx, task, model_events), 'training_stats_scalar')),
  }),
  get_vector_metrics_and_variants: async ({ task, model_events }, ctx) => ({
    metrics: Object.fromEntries(await variantsByMetric(ctx, await ownerOf(ctx, task, model_events), 'training_stats_vector')),
  }),
  vector_metrics_iter_histogram: async ({ task, metric, variant, model_events }, ctx) => ({
    metric,
    variant,
    ...(await ctx.telemetry.vectors(ctx, { task: await ownerOf(ctx, task, model_events), metric, variant })),
  }),
  get_task_metrics: async ({ tasks: ids, event_type: eventType, model_events }, ctx) => {
    const owners = await ownersOf(ctx, ids, model_events)
    const names = await ctx.telemetry.metricNames(ctx, { tasks: owners.map(({ id }) => id), eventType })
    const byOwner = Map.groupBy(names, ({ task }) => task)
    return {
      metrics: owners.flatMap(({ asked, id }) => {
        const own = byOwner.get(id)
        return own === undefined ? [] : [{ task: asked, metrics: [...new Set(own.map(({ metric }) => metric))] }]
      }),
    }
  },
  get_multi_task_metrics: async ({ tasks: ids, event_type: eventType, model_events }, ctx) => {
    const owners = await ownersOf(ctx, ids, model_events)
    const names = await ctx.telemetry.metricNames(ctx, { tasks: owners.map(({ id }) => id), eventType })
    return { metrics: [...grouped(names)].map(([metric, variants]) => ({ metric, variants })) }
  },
}

async function variantsByMetric(ctx: Context, task: string, eventType: string): Promise<ReadonlyMap<string, string[]>> {
  return grouped(await ctx.telemetry.metricNames(ctx, { tasks: [task], eventType }))
}

/** The variants of each metric, each once. */
function grouped(names: readonly MetricName[]): ReadonlyMap<string, string[]> {
  const groups = Map.groupBy(names, ({ metric }) => metric)
  return new Map([...groups].map(([metric, group]) => [metric, [...new Set(group.map(({ variant }) => variant))]]))
}
