import { Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, Ids, opt, text } from './fields.ts'
import { manyAnswer } from './many.ts'

/** What ClearML’s web app does to runs of pipelines. `runs` has more. */
export const pipelines = {
  start_pipeline: action({
    summary: 'Start a new run with the definition of a run.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({
      task: text('the id of the run'),
      queue: opt(text('the controller’s queue, by id or name; default: that of the run before')),
      args: opt(
        t.Array(t.Object({ name: t.String(), value: opt(t.Unknown()) }), {
          maxItems: 1000,
          description: 'values of parameters of the pipeline',
        }),
      ),
      verify_watched_queue: flag('Answer queue_watched: whether a live worker serves the queue.'),
    }),
    response: t.Object({ pipeline: text('the id of the new run'), enqueued: t.Boolean(), queue_watched: opt(t.Boolean()) }),
    errors: [
      'task_not_found',
      'not_a_run',
      'queue_not_found',
      'no_default_queue',
      'task_has_no_script',
      'status_changed',
      'read_only',
      'invalid_pipeline',
    ],
  }),
  delete_runs: action({
    summary: 'Delete runs of a pipeline with their steps, each by itself. The last run of a pipeline stays.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ project: text('the id of the project that holds the runs'), ids: Ids }),
    response: manyAnswer({
      deleted: t.Boolean(),
      updated_children: t.Integer(),
      updated_models: t.Integer(),
      deleted_models: t.Integer(),
    }),
    errors: ['project_not_found', 'all_runs'],
  }),
} as const
