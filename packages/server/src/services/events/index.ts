import type { events, Implementation } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { findModel } from '../../db/tables/models.ts'
import { findTasks } from '../../db/tables/found-tasks.ts'
import { findTask } from '../../db/tables/tasks.ts'
import { add_batch } from './add_batch.ts'
import { get_task_log } from './get_task_log.ts'
import { defined } from '../../defined.ts'

const defaultBatch = 500

/** The owner of metrics: a task, or with `model_events` a model. Answers the id under which they are stored. */
async function ownerOf(ctx: Context, id: string, modelEvents: boolean | undefined): Promise<string> {
  return modelEvents === true ? (await findModel(ctx, id)).id : (await findTask(ctx, id)).id
}

export const eventsService: Implementation<typeof events, Context> = {
  add_batch,
  get_task_log,
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
    ctx.telemetry.plots(ctx, { task: await ownerOf(ctx, task, model_events), iters, metrics, scrollId: scroll_id, noScroll: no_scroll }),
  get_task_single_value_metrics: async ({ tasks: ids, metrics }, ctx) => {
    const tasks = await findTasks(ctx, ids)
    const values = await ctx.telemetry.singleValues(
      ctx,
      tasks.map(({ id }) => id),
      metrics,
    )
    return {
      tasks: tasks
        .filter(({ id }) => values.has(id))
        .map(({ asked, id, name }) => ({ task: asked, task_name: name, values: defined(values.get(id)) })),
    }
  },
  scalar_metrics_iter_histogram: async ({ task, key = 'iter', samples = 2000, metrics, model_events }, ctx) =>
    ctx.telemetry.histogram(ctx, { task: await ownerOf(ctx, task, model_events), key, samples, metrics }),
  debug_images: async ({ metrics, iters = 1, navigate_earlier = true, scroll_id, model_events }, ctx) => {
    const wanted = []
    for (const one of metrics) wanted.push({ ...one, task: await ownerOf(ctx, one.task, model_events) })
    return ctx.telemetry.debugImages(ctx, { metrics: wanted, iters, navigateEarlier: navigate_earlier, scrollId: scroll_id })
  },
}
