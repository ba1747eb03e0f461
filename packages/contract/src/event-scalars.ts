import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Event, modelEvents, reads, task } from './event-fields.ts'
import { flag, Id, Ids, Names, oneOf, opt, text } from './fields.ts'
import { taskStatuses } from './tasks/status.ts'

const ofOwner = ['task_not_found', 'model_not_found'] as const
const eventType = opt(t.String({ description: 'training_stats_scalar, training_stats_vector, training_debug_image, plot; all by default' }))
const axis = opt(oneOf(['iter', 'timestamp', 'iso_time'], 'what x is; iter by default'))
export const Values = t.Array(t.Union([t.Number(), t.String(), t.Null()]))
const Xs = t.Array(t.Union([t.Number(), t.String()]))
export const Metrics = t.Array(t.Object({ metric: opt(t.String()), variants: opt(Names), task: opt(t.String()) }))
const NamesOfMetrics = t.Record(t.String(), t.Array(t.String()))
/** Tasks whose curves are drawn into one chart. */
const severalTasks = t.Array(Id, { maxItems: 100 })

/** Reads of scalars and vectors, and of the names of metrics. */
export const scalars = {
  multi_task_scalar_metrics_iter_histogram: action({
    ...reads,
    summary: 'The scalars of several tasks as curves: { metric: { variant: { task: { name, x, y } } } }, with the tasks’ names.',
    request: t.Object({
      tasks: severalTasks,
      key: axis,
      samples: opt(t.Integer({ minimum: 1, maximum: 6000, description: 'points of each curve, at most; 2000 by default' })),
      metrics: opt(Metrics),
      ...modelEvents,
    }),
    response: t.Object({
      metrics: t.Record(t.String(), t.Record(t.String(), t.Record(t.String(), t.Object({ name: t.String(), x: Xs, y: Values })))),
    }),
    errors: ofOwner,
  }),
  follow_scalars: action({
    ...reads,
    summary: 'The scalars of tasks as curves; with `after` only what came since that answer.',
    waits: 'wait',
    request: t.Object({
      tasks: severalTasks,
      metrics: opt(Metrics),
      samples: opt(
        t.Integer({
          minimum: 2,
          maximum: 6000,
          description: 'points of each curve, at most; 2000 by default; a curve of more is given as the means of equal stretches',
        }),
      ),
      after: opt(text('`after` of an earlier answer')),
      wait: opt(
        t.Number({
          minimum: 0,
          maximum: 30,
          default: 0,
          description: 'seconds to wait for something new if there is nothing since `after`',
        }),
      ),
    }),
    response: t.Object({
      fresh: t.Boolean({ description: 'earlier answers are void: curves were deleted, or this is the first answer' }),
      curves: t.Array(
        t.Object({
          task: Id,
          metric: t.String(),
          variant: t.String(),
          fresh: t.Boolean({
            description: 'this is the whole curve; otherwise points to add, where a point replaces an earlier one of its iteration',
          }),
          iter: t.Array(t.Integer()),
          timestamp: t.Array(t.Integer({ description: 'ms since the epoch' })),
          value: Values,
        }),
      ),
      after: t.String({ description: 'where the next call goes on' }),
    }),
    errors: ['task_not_found'],
  }),
  scalar_metrics_iter_raw: action({
    ...reads,
    summary: 'Every point of a metric, a batch at a time: { variant: { iter, y } }, the x axis under the name that `key` gives it.',
    request: t.Object({
      task,
      metric: t.Object({ metric: t.String(), variants: opt(Names) }),
      key: axis,
      batch_size: opt(
        t.Integer({ minimum: 1, maximum: 200_000, description: 'points; by default as many as the scroll began with, or 10000' }),
      ),
      count_total: flag('Answer how many points there are.'),
      scroll_id: opt(t.String()),
      ...modelEvents,
    }),
    response: t.Object({
      variants: t.Record(t.String(), t.Record(t.String(), Values)),
      returned: t.Integer(),
      total: opt(t.Integer()),
      scroll_id: t.String({ description: 'to go on from here, until `returned` is 0' }),
    }),
    errors: [...ofOwner, 'invalid_scroll'],
  }),
  get_scalar_metric_data: action({
    ...reads,
    summary: 'The scalars of a task as events, a page at a time, the latest iterations first.',
    request: t.Object({ task, metric: opt(t.String()), no_scroll: flag('Answer one page.'), scroll_id: opt(t.String()), ...modelEvents }),
    response: t.Object({ events: t.Array(Event), returned: t.Integer(), total: t.Integer(), scroll_id: opt(t.String()) }),
    errors: [...ofOwner, 'invalid_scroll'],
  }),
  get_task_latest_scalar_values: action({
    ...reads,
    summary: 'The last value of each scalar of a task, and the mean of its last hundred.',
    request: t.Object({ task }),
    response: t.Object({
      name: t.String({ description: 'the task’s' }),
      status: oneOf(taskStatuses),
      last_iter: t.Integer(),
      last_timestamp: t.Number({ description: 'ms; when the last of these values was reported, 0 if there is none' }),
      metrics: t.Array(
        t.Object({
          name: t.String(),
          variants: t.Array(
            t.Object({
              name: t.String(),
              last_value: t.Union([t.Number(), t.String(), t.Null()]),
              last_100_value: t.Union([t.Number(), t.Null()], { description: 'of the finite ones; null if there is none' }),
            }),
          ),
        }),
      ),
    }),
    errors: ['task_not_found'],
  }),
  get_scalar_metrics_and_variants: action({
    ...reads,
    summary: 'The names of a task’s scalars: { metric: [variant] }.',
    request: t.Object({ task, ...modelEvents }),
    response: t.Object({ metrics: NamesOfMetrics }),
    errors: ofOwner,
  }),
  get_vector_metrics_and_variants: action({
    ...reads,
    summary: 'The names of a task’s vectors: { metric: [variant] }.',
    request: t.Object({ task, ...modelEvents }),
    response: t.Object({ metrics: NamesOfMetrics }),
    errors: ofOwner,
  }),
  vector_metrics_iter_histogram: action({
    ...reads,
    summary: 'The vectors of a metric and variant, by iteration.',
    request: t.Object({ task, metric: t.String(), variant: t.String(), ...modelEvents }),
    response: t.Object({
      metric: t.String(),
      variant: t.String(),
      iterations: t.Array(t.Integer()),
      vectors: t.Array(t.Array(t.Unknown())),
    }),
    errors: ofOwner,
  }),
  get_task_metrics: action({
    ...reads,
    summary: 'The names of the metrics of each task that has any.',
    request: t.Object({ tasks: Ids, event_type: eventType, ...modelEvents }),
    response: t.Object({ metrics: t.Array(t.Object({ task: Id, metrics: t.Array(t.String()) })) }),
    errors: ofOwner,
  }),
  get_multi_task_metrics: action({
    ...reads,
    summary: 'The names of the metrics, with their variants, that any of the tasks has.',
    request: t.Object({ tasks: Ids, event_type: eventType, ...modelEvents }),
    response: t.Object({ metrics: t.Array(t.Object({ metric: t.String(), variants: t.Array(t.String()) })) }),
    errors: ofOwner,
  }),
} as const
