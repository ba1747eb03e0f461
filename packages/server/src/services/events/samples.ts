import type { events, Implementation, RequestOf } from '@clearway/contract'
import type { Context } from '../../context.ts'
import type { SampleFirst, SamplePagesQuery } from '../../telemetry/telemetry.ts'
import { nested } from './nested.ts'
import { ownerOf, ownersOf } from './owners.ts'
import { defined } from '../../defined.ts'

type Table = SamplePagesQuery['table']
type Samples = Pick<
  typeof events,
  | 'debug_images'
  | 'plots'
  | 'get_debug_image_sample'
  | 'next_debug_image_sample'
  | 'get_plot_sample'
  | 'next_plot_sample'
  | 'get_multi_task_plots'
>

export const samples: Implementation<Samples, Context> = {
  debug_images: (request, ctx) => pages(ctx, 'image', request),
  plots: (request, ctx) => pages(ctx, 'plot', request),
  get_debug_image_sample: async (request, ctx) => ofOne(await first(ctx, 'image', request)),
  next_debug_image_sample: async (request, ctx) => ofOne(await next(ctx, 'image', request)),
  get_plot_sample: (request, ctx) => first(ctx, 'plot', request),
  next_plot_sample: (request, ctx) => next(ctx, 'plot', request),
  get_multi_task_plots: async ({ tasks: ids, iters = 1, metrics, no_scroll, scroll_id, model_events }, ctx) => {
    const owners = await ownersOf(ctx, ids, model_events)
    const { plots, ...page } = await ctx.telemetry.plots(ctx, {
      tasks: owners.map(({ id }) => id),
      iters,
      metrics,
      noScroll: no_scroll,
      scrollId: scroll_id,
    })
    const byId = new Map(owners.map((owner) => [owner.id, owner]))
    const places = Map.groupBy(plots, ({ metric, variant, task, iter }) => JSON.stringify([metric, variant, task, iter]))
    return {
      plots: nested(
        [...places.values()].map((group) => {
          const { metric, variant, task, iter } = defined(group[0])
          const { asked, name } = defined(byId.get(String(task)))
          return { path: [String(metric), String(variant), asked, String(iter)] as const, value: { name, plots: group } }
        }),
      ),
      ...page,
    }
  },
}

async function pages(
  ctx: Context,
  table: Table,
  { metrics, iters = 1, navigate_earlier = true, refresh, scroll_id, model_events }: RequestOf<typeof events.debug_images>,
) {
  const owners = await ownersOf(
    ctx,
    metrics.map(({ task }) => task),
    model_events,
  )
  const idOf = new Map(owners.map(({ asked, id }) => [asked, id]))
  const wanted = metrics.map((one) => ({ ...one, task: defined(idOf.get(one.task)) }))
  return ctx.telemetry.samplePages(ctx, { table, metrics: wanted, iters, navigateEarlier: navigate_earlier, refresh, scrollId: scroll_id })
}

type First = RequestOf<typeof events.get_plot_sample> & Pick<SampleFirst, 'variant'>

async function first(ctx: Context, table: Table, { task, metric, variant, iteration, navigate_current_metric, model_events }: First) {
  const inMetric = navigate_current_metric !== false
  return ctx.telemetry.firstSample(ctx, { table, task: await ownerOf(ctx, task, model_events), metric, variant, iteration, inMetric })
}

async function next(
  ctx: Context,
  table: Table,
  { task, scroll_id, navigate_earlier = true, next_iteration, model_events }: RequestOf<typeof events.next_plot_sample>,
) {
  return ctx.telemetry.nextSample(ctx, {
    table,
    task: await ownerOf(ctx, task, model_events),
    scrollId: scroll_id,
    earlier: navigate_earlier,
    iteration: next_iteration === true,
  })
}

function ofOne<S extends { readonly events: readonly unknown[] }>({ events: [event = null], ...position }: S) {
  return { event: event as S['events'][number] | null, ...position }
}
