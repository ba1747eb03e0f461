import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Event, modelEvents, reads, task } from './event-fields.ts'
import { flag, Id, Names, opt } from './fields.ts'
import { Metrics } from './event-scalars.ts'

const errors = ['task_not_found', 'model_not_found', 'invalid_scroll'] as const
const iters = opt(t.Integer({ minimum: 1, description: 'the latest iterations; 1 by default' }))

const samples = t.Object({
  metrics: t.Array(t.Object({ task, metric: opt(t.String()), variants: opt(Names) })),
  iters,
  navigate_earlier: opt(t.Boolean()),
  refresh: flag('Begin again at the latest iterations.'),
  scroll_id: opt(t.String()),
  ...modelEvents,
})
const samplesAnswer = t.Object({
  metrics: t.Array(t.Object({ task: Id, iterations: t.Array(t.Object({ iter: t.Integer(), events: t.Array(Event) })) })),
  scroll_id: opt(t.String()),
})

/** Where a reader of samples begins, by metric. Every answer shows the samples as they are now, so nothing needs to be refreshed. */
const first = {
  task,
  metric: t.String(),
  iteration: opt(t.Integer({ description: 'the latest by default' })),
  navigate_current_metric: flag('Later steps stay within this metric (the default).'),
  ...modelEvents,
}
const next = t.Object({
  task,
  scroll_id: t.String(),
  navigate_earlier: flag('Go back (the default), else forward.'),
  next_iteration: flag('Go to another iteration.'),
  ...modelEvents,
})
/** The position after a step, and the range of iterations of what is shown there. */
const position = {
  min_iteration: t.Union([t.Integer(), t.Null()]),
  max_iteration: t.Union([t.Integer(), t.Null()]),
  scroll_id: t.String(),
}
const image = t.Object({ event: t.Union([Event, t.Null()], { description: 'null: there is none' }), ...position })
const plot = t.Object({ events: t.Array(Event), ...position })

/** Reads of debug images and plots: pages of iterations, single samples with steps to their neighbours, and plots of several tasks. */
export const sampleReads = {
  debug_images: action({
    ...reads,
    summary: 'The debug samples of tasks, the latest iterations first.',
    request: samples,
    response: samplesAnswer,
    errors,
  }),
  plots: action({
    ...reads,
    summary: 'The plots of tasks, the latest iterations first.',
    request: samples,
    response: samplesAnswer,
    errors,
  }),
  get_debug_image_sample: action({
    ...reads,
    summary: 'One debug image, and a position from which `next_debug_image_sample` steps on.',
    request: t.Object({ ...first, variant: t.String() }),
    response: image,
    errors,
  }),
  next_debug_image_sample: action({
    ...reads,
    summary: 'The debug image before or after a position: the next variant of its iteration, else of the next iteration.',
    request: next,
    response: image,
    errors,
  }),
  get_plot_sample: action({
    ...reads,
    summary: 'The plots of a metric at one iteration, and a position from which `next_plot_sample` steps on.',
    request: t.Object(first),
    response: plot,
    errors,
  }),
  next_plot_sample: action({
    ...reads,
    summary: 'The plots before or after a position: of the next metric of its iteration, else of the next iteration.',
    request: next,
    response: plot,
    errors,
  }),
  get_multi_task_plots: action({
    ...reads,
    summary: 'The latest plots of several tasks: { metric: { variant: { task: { iteration: { name, plots } } } } }, with the tasks’ names.',
    request: t.Object({
      tasks: t.Array(Id, { maxItems: 100 }),
      iters,
      metrics: opt(Metrics),
      no_scroll: flag('Answer everything at once.'),
      scroll_id: opt(t.String()),
      ...modelEvents,
    }),
    response: t.Object({
      plots: t.Record(
        t.String(),
        t.Record(t.String(), t.Record(t.String(), t.Record(t.String(), t.Object({ name: t.String(), plots: t.Array(Event) })))),
      ),
      returned: t.Integer(),
      total: t.Integer(),
      scroll_id: opt(t.String()),
    }),
    errors,
  }),
} as const
