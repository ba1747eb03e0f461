import { Type as t } from 'typebox'
import { own } from './access.ts'
import { action } from './action.ts'
import { Event, task } from './event-fields.ts'
import { sampleReads } from './event-samples.ts'
import { logSearch } from './event-search.ts'
import { Metrics, scalars, Values } from './event-scalars.ts'
import { Document, Empty, flag, Id, Ids, oneOf, opt, text } from './fields.ts'

const order = opt(oneOf(['asc', 'desc']))
const batch = opt(t.Integer({ minimum: 1, maximum: 10_000, description: 'events; 500 by default' }))
const Added = t.Object({ added: t.Integer(), errors: t.Integer(), errors_info: Document })
const locked = flag('Do it although it is published.')

export const events = {
  add_batch: action({
    summary: 'Add log lines, scalars, vectors, images and plots, one JSON object a line.',
    access: 'user',
    attempt: 'reports',
    repeat: 'recorded',
    faultPoint: true,
    form: 'lines',
    request: t.Unknown(),
    response: Added,
    errors: ['empty_batch', 'no_events_added', 'attempt_ended'],
  }),
  download_task_log: action({
    summary: 'The whole log of a task as a file: one JSON object a line, or text.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    form: 'text',
    request: t.Object({
      task: text('the task’s id'),
      line_type: opt(oneOf(['json', 'text'], 'json by default')),
      line_format: opt(
        t.String({
          minLength: 1,
          maxLength: 1000,
          description:
            'of text: `{asctime}`, `{timestamp}`, `{worker}`, `{level}` and `{msg}` stand for what the line has; {asctime} {worker} {level} {msg} by default',
        }),
      ),
    }),
    response: t.String(),
    errors: ['task_not_found'],
  }),
  add: action({
    summary: 'Add one event.',
    access: 'user',
    attempt: 'reports',
    repeat: 'recorded',
    faultPoint: true,
    form: 'lines',
    request: t.Unknown(),
    response: Added,
    errors: ['empty_batch', 'no_events_added', 'attempt_ended'],
  }),
  get_task_events: action({
    summary: 'Events of one kind, a page at a time.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      task: opt(task),
      event_type: opt(t.String({ description: 'log, training_stats_scalar, training_stats_vector, training_debug_image, plot' })),
      metrics: opt(Metrics),
      order,
      batch_size: batch,
      scroll_id: opt(t.String()),
      count_total: opt(t.Boolean()),
      model_events: flag('task is a model’s id.'),
    }),
    response: t.Object({ events: t.Array(Event), returned: t.Integer(), total: t.Integer(), scroll_id: opt(t.String()) }),
    errors: ['task_not_found', 'model_not_found', 'invalid_scroll'],
  }),
  get_task_log: action({
    summary: 'Lines of a task’s log.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    waits: 'wait',
    request: t.Object({
      task,
      order,
      from_timestamp: opt(t.Number({ description: 'ms; the line to go on from' })),
      navigate_earlier: flag('Towards the beginning (the default).'),
      batch_size: opt(t.Integer({ minimum: 1, maximum: 10_000, description: 'lines; 5000 by default' })),
      metrics: opt({ ...Metrics, description: 'only lines of these metrics: none, because a line has no metric' }),
      attempt: opt(t.Integer({ description: 'only this attempt’s lines' })),
      after: opt(t.Integer({ description: 'only lines after this sequence number; the way to follow a log' })),
      wait: opt(
        t.Number({ minimum: 0, maximum: 30, default: 0, description: 'seconds to wait for a line if there is none after `after`' }),
      ),
    }),
    response: t.Object({
      events: t.Array(Event),
      returned: t.Integer(),
      total: t.Integer(),
      last: opt(t.Integer({ description: 'sequence number of the last line here' })),
    }),
    errors: ['task_not_found'],
  }),
  get_task_plots: action({
    summary: 'The plots of a task, the latest iterations first.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      task,
      iters: opt(t.Integer({ minimum: 1 })),
      metrics: opt(Metrics),
      scroll_id: opt(t.String()),
      no_scroll: opt(t.Boolean()),
      model_events: flag('task is a model’s id.'),
    }),
    response: t.Object({ plots: t.Array(Event), returned: t.Integer(), total: t.Integer(), scroll_id: opt(t.String()) }),
    errors: ['task_not_found', 'model_not_found', 'invalid_scroll'],
  }),
  get_task_single_value_metrics: action({
    summary: 'Metrics that have one value and no iterations.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ tasks: Ids, metrics: opt(Metrics), model_events: flag('tasks are ids of models.') }),
    response: t.Object({ tasks: t.Array(t.Object({ task: Id, task_name: t.String(), values: t.Array(Event) })) }),
    errors: ['task_not_found', 'model_not_found'],
  }),
  scalar_metrics_iter_histogram: action({
    summary: 'The scalars of a task as curves: the answer is { metric: { variant: { name, x, y } } }.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      task,
      key: opt(oneOf(['iter', 'timestamp', 'iso_time'])),
      samples: opt(t.Integer({ minimum: 1, maximum: 6000 })),
      metrics: opt(Metrics),
      model_events: flag('task is a model’s id.'),
    }),
    response: t.Record(t.String(), t.Record(t.String(), t.Object({ name: t.String(), x: t.Array(t.Unknown()), y: Values }))),
    errors: ['task_not_found', 'model_not_found'],
  }),
  clear_task_log: action({
    summary: 'Delete lines of a task’s log.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'unsafe',
    request: t.Object({
      task,
      threshold_sec: opt(t.Integer({ minimum: 0, description: 'keep the lines of the last so many seconds; 0, the default: none' })),
      allow_locked: locked,
    }),
    response: t.Object({ deleted: t.Integer() }),
    errors: ['task_not_found', 'task_published', 'read_only'],
  }),
  delete_for_task: action({
    summary: 'Delete all events of a task.',
    access: 'user',
    attempt: [own('task')],
    repeat: 'unsafe',
    request: t.Object({ task, allow_locked: locked }),
    response: t.Object({ deleted: t.Integer() }),
    errors: ['task_not_found', 'task_published', 'read_only'],
  }),
  delete_for_model: action({
    summary: 'Delete all events of a model.',
    access: 'user',
    attempt: [own('model')],
    repeat: 'unsafe',
    request: t.Object({ model: text('the model’s id'), allow_locked: locked }),
    response: t.Object({ deleted: t.Integer() }),
    errors: ['model_not_found', 'model_ready', 'read_only'],
  }),
  clear_scroll: action({
    summary: 'End a scroll. A scroll of events lies in its id alone, so that there is nothing to free; what is no such id is refused.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ scroll_id: t.String() }),
    response: Empty,
    errors: ['invalid_scroll'],
  }),
  ...scalars,
  ...sampleReads,
  ...logSearch,
} as const
