import type { reports } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { listModels, listTasks } from '../../queries/list.ts'
import { eventsService } from '../events/index.ts'

/** Finds tasks or models, and reads of them what the request asks for, by the actions of events. Source of the shape: ClearML server 2.3.0. */
export const get_task_data: Handler<typeof reports.get_task_data> = async (request, ctx) => {
  const {
    plots,
    debug_images: images,
    scalar_metrics_iter_histogram: curves,
    single_value_metrics: values,
    model_events,
    ...query
  } = request
  const found = model_events === true ? await listModels(ctx, query, { joined: true }) : await listTasks(ctx, query, { joined: true })
  const owners = ('models' in found ? found.models : found.tasks).map(({ id }) => id)
  const of = { tasks: owners, ...(model_events === undefined ? {} : { model_events }) }
  if (owners.length === 0) return found
  return {
    ...found,
    ...(plots === undefined ? {} : { plots: (await eventsService.get_multi_task_plots({ ...of, ...plots, no_scroll: true }, ctx)).plots }),
    ...(images === undefined
      ? {}
      : { debug_images: (await eventsService.debug_images({ ...of, ...images, metrics: imagesOf(owners, images.metrics) }, ctx)).metrics }),
    ...(curves === undefined
      ? {}
      : {
          scalar_metrics_iter_histogram: (await eventsService.multi_task_scalar_metrics_iter_histogram({ ...of, ...curves }, ctx)).metrics,
        }),
    ...(values === undefined || model_events === true
      ? {}
      : { single_value_metrics: (await eventsService.get_task_single_value_metrics({ ...of, ...values }, ctx)).tasks }),
  }
}

interface MetricChoice {
  readonly metric?: string
  readonly variants?: string[]
}

/** Every chosen metric of every owner; without a choice, all metrics. */
function imagesOf(owners: readonly string[], metrics: readonly MetricChoice[] = []) {
  const chosen: readonly MetricChoice[] = metrics.length === 0 ? [{}] : metrics
  return owners.flatMap((task) =>
    chosen.map(({ metric, variants }) => ({
      task,
      ...(metric === undefined ? {} : { metric }),
      ...(variants === undefined ? {} : { variants }),
    })),
  )
}
