import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Document, flag, Id, Names, oneOf, opt, text, Updated } from './fields.ts'
import { Metrics } from './event-scalars.ts'
import { Model } from './model.ts'
import { taskQuery } from './tasks/query.ts'
import { JoinedTask } from './tasks/task.ts'

const task = text('the report’s id')
const parts = {
  tags: opt(Names),
  comment: opt(t.String()),
  report: opt(t.String({ description: 'its text, in Markdown' })),
  report_assets: opt(t.Array(t.String(), { maxItems: 1000, description: 'the addresses of files that the text shows' })),
}
const why = { status_reason: opt(t.String()), status_message: opt(t.String()) }
const writes = { access: 'user', attempt: 'never', repeat: 'unsafe' } as const
const found = ['task_not_found', 'not_a_report', 'read_only'] as const
const iters = opt(t.Integer({ minimum: 1, description: 'the latest iterations; 1 by default' }))
const metrics = opt(Metrics)

/**
 * Reports: texts in which people show metrics, plots and images of tasks. A report is a task of the type `report` in the hidden project `.reports` of its
 * project.
 */
export const reports = {
  create: action({
    ...writes,
    summary: 'Create a report, as a draft.',
    body: 'content',
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({
      name: t.String({ minLength: 3, maxLength: 1000 }),
      ...parts,
      project: opt(t.String({ description: 'the id of the project to which the report belongs' })),
    }),
    response: t.Object({ id: Id, project_id: Id }),
    errors: ['project_not_found', 'project_too_deep', 'read_only'],
  }),
  update: action({
    ...writes,
    repeat: 'safe',
    summary: 'Change a report. Of a published one only tags and comment.',
    body: 'content',
    request: t.Object({ task, name: opt(t.String({ minLength: 3, maxLength: 1000 })), ...parts }),
    response: Updated,
    errors: [...found, 'invalid_transition'],
  }),
  move: action({
    ...writes,
    repeat: 'safe',
    summary: 'Move a report to another project.',
    request: t.Object({
      task,
      project: opt(t.Union([t.String(), t.Null()], { description: 'the project’s id; null or empty: no project' })),
      project_name: opt(t.String({ maxLength: 4000, description: 'the project’s name; made if there is none' })),
    }),
    response: t.Object({ project_id: Id }),
    errors: [...found, 'project_not_found', 'invalid_project_name', 'project_too_deep'],
  }),
  publish: action({
    ...writes,
    summary: 'Publish a report for good.',
    request: t.Object({ task, message: opt(t.String()), ...why }),
    response: Updated,
    errors: [...found, 'status_changed'],
  }),
  archive: action({
    ...writes,
    summary: 'Archive a report: lists leave it out.',
    request: t.Object({ task, message: opt(t.String()), ...why }),
    response: t.Object({ archived: t.Integer() }),
    errors: found,
  }),
  unarchive: action({
    ...writes,
    summary: 'Unarchive a report.',
    request: t.Object({ task, message: opt(t.String()), ...why }),
    response: t.Object({ unarchived: t.Integer() }),
    errors: found,
  }),
  delete: action({
    ...writes,
    summary: 'Delete a report with the files that only it shows.',
    request: t.Object({ task, force: flag('Delete it although it is neither a draft nor archived.') }),
    response: t.Object({ deleted: t.Integer() }),
    errors: [...found, 'task_not_deletable'],
  }),
  get_all_ex: action({
    summary: 'The reports that match, with the names of what they refer to. Filters by project include the projects below.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ ...taskQuery, allow_public: opt(t.Boolean()) }),
    response: t.Object({ tasks: t.Array(JoinedTask), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  get_tags: action({
    summary: 'The tags that reports have, sorted.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ include_system: flag('Answer the system tags as well.') }),
    response: t.Object({ tags: t.Array(t.String()), system_tags: opt(t.Array(t.String())) }),
    errors: [],
  }),
  get_task_data: action({
    summary:
      'What a report shows of the tasks or models that match: plots, images, curves and single values, as the actions of events answer them.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      ...taskQuery,
      allow_public: opt(t.Boolean()),
      model_events: flag('Find models instead of tasks.'),
      plots: opt(t.Object({ iters, metrics })),
      debug_images: opt(t.Object({ iters, metrics })),
      scalar_metrics_iter_histogram: opt(
        t.Object({
          samples: opt(t.Integer({ minimum: 1, maximum: 6000 })),
          key: opt(oneOf(['iter', 'timestamp', 'iso_time'])),
          metrics,
        }),
      ),
      single_value_metrics: opt(t.Object({ metrics })),
    }),
    response: t.Object({
      tasks: opt(t.Array(JoinedTask)),
      models: opt(t.Array(Model)),
      plots: opt(Document),
      debug_images: opt(t.Array(Document)),
      scalar_metrics_iter_histogram: opt(Document),
      single_value_metrics: opt(t.Array(Document)),
      scroll_id: opt(t.String()),
    }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
} as const
