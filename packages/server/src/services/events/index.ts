import type { events, Implementation } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { ActionError } from '../../errors.ts'
import { isScroll } from '../../telemetry/reads/scroll.ts'
import { add_batch } from './add_batch.ts'
import { download_task_log } from './download_task_log.ts'
import { get_task_log } from './get_task_log.ts'
import { ownerOf, ownersOf } from './owners.ts'
import { clear_task_log, delete_for_model, delete_for_task } from './removal.ts'
import { search_log } from './search_log.ts'
import { samples } from './samples.ts'
import { scalars } from './scalars.ts'
import { defined } from '../../defined.ts'

const defaultBatch = 500

export const eventsService: Implementation<typeof events, Context> = {
  add_batch,
  download_task_log,
  add: add_batch,
  get_task_log,
  search_log,
  get_task_events: async ({ task, event_type, metrics, order = 'asc', batch_size = defaultBatch, scroll_id, model_events }, ctx) => {
    if (task === undefined) return { events: [], returned: 0, total: 0 }
    return ctx.telemetry.taskEvents(ctx, {
      task: await ownerOf(ctx, task, model_events),
      eventType: event_type,
      metrics,
      order,
      batchSize: batch_size,
      scrollId: scroll_id,
    })
  },
  get_task_plots: async ({ task, iters = 1, metrics, scroll_id, no_scroll, model_events }, ctx) =>
    ctx.telemetry.plots(ctx, { tasks: [await ownerOf(ctx, task, model_events)], iters, metrics, scrollId: scroll_id, noScroll: no_scroll }),
  get_task_single_value_metrics: async ({ tasks: ids, metrics, model_events }, ctx) => {
    const owners = await ownersOf(ctx, ids, model_events)
    const values = await ctx.telemetry.singleValues(
      ctx,
      owners.map(({ id }) => id),
      metrics,
    )
    return {
      tasks: owners
        .filter(({ id }) => values.has(id))
        .map(({ asked, id, name }) => ({ task: asked, task_name: name, values: defined(values.get(id)) })),
    }
  },
  scalar_metrics_iter_histogram: async ({ task, key = 'iter', samples = 2000, metrics, model_events }, ctx) =>
    ctx.telemetry.histogram(ctx, { task: await ownerOf(ctx, task, model_events), key, samples, metrics }),
  clear_task_log,
  delete_for_task,
  delete_for_model,
  clear_scroll: ({ scroll_id }) => {
    if (!isScroll(scroll_id)) throw new ActionError('invalid_scroll', { scroll_id })
    return Promise.resolve({})
  },
  ...scalars,
  ...samples,
}
