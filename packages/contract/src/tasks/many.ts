import { Type as t } from 'typebox'
import { own } from '../access.ts'
import { action } from '../action.ts'
import { Document, flag, Ids, opt, text } from '../fields.ts'
import { manyAnswer } from '../many.ts'

const why = { status_reason: opt(t.String()), status_message: opt(t.String()) }
const ids = { ids: Ids }
const force = flag('Skip the state table.')
const withSteps = flag('Do the same to the steps of those that are controllers.')
const results = {
  return_file_urls: flag('Answer the addresses of the files that each had written.'),
  delete_output_models: flag('Delete their output models (the default).'),
  delete_external_artifacts: flag('Delete the files of their artifacts as well (the default).'),
}
const updated = { updated: t.Integer(), fields: opt(Document) }
/** What all these actions share: each changes tasks of its own, some in one transaction, and a repeated call changes what has changed meanwhile. */
const each = { access: 'user', attempt: [own('task', 'ids')], repeat: 'unsafe', errors: [] } as const

const publicity = { access: 'user', attempt: 'never', repeat: 'unsafe' } as const

/** The actions that do to several tasks what an action of `lifecycle` does to one. */
export const many = {
  archive_many: action({
    ...each,
    summary: 'Archive tasks, each by itself.',
    request: t.Object({ ...ids, ...why, include_pipeline_steps: withSteps }),
    response: manyAnswer({ archived: t.Boolean() }),
  }),
  unarchive_many: action({
    ...each,
    summary: 'Unarchive tasks, each by itself.',
    request: t.Object({ ...ids, ...why, include_pipeline_steps: withSteps }),
    response: manyAnswer({ unarchived: t.Boolean() }),
  }),
  delete_many: action({
    ...each,
    summary: 'Delete tasks, each by itself. Their files are deleted after a grace period.',
    request: t.Object({ ...ids, force, ...results, include_pipeline_steps: withSteps }),
    response: manyAnswer({
      deleted: t.Boolean(),
      updated_children: t.Integer(),
      updated_models: t.Integer(),
      deleted_models: t.Integer(),
      urls: opt(Document),
    }),
  }),
  reset_many: action({
    ...each,
    summary: 'Make tasks drafts again, each by itself.',
    request: t.Object({ ...ids, force, clear_all: flag('Clear the script and the execution part as well.'), ...results }),
    response: manyAnswer({ dequeued: t.Boolean(), ...updated, deleted_models: t.Integer(), urls: opt(Document) }),
  }),
  enqueue_many: action({
    ...each,
    summary: 'Put tasks on a queue, in the order of the list.',
    request: t.Object({
      ...ids,
      ...why,
      queue: opt(text('the queue’s id; without queue and queue_name the default queue')),
      queue_name: opt(text('the queue’s name; made if there is none')),
      verify_watched_queue: flag('Answer queue_watched: whether a live worker serves the queue.'),
    }),
    response: t.Object({
      ...manyAnswer({ queued: t.Boolean(), ...updated }).properties,
      queue_watched: opt(t.Boolean()),
    }),
    errors: ['queue_not_found', 'no_default_queue'],
  }),
  dequeue_many: action({
    ...each,
    summary: 'Remove tasks from their queues, each by itself.',
    request: t.Object({ ...ids, ...why, new_status: opt(t.String()) }),
    response: manyAnswer({ dequeued: t.Boolean(), ...updated }),
  }),
  stop_many: action({
    ...each,
    summary: 'Ask for tasks to be stopped, each by itself.',
    request: t.Object({ ...ids, ...why, force, include_pipeline_steps: withSteps }),
    response: manyAnswer({ stopped: t.Boolean(), ...updated }),
  }),
  publish_many: action({
    ...each,
    summary: 'Publish tasks for good, each by itself.',
    request: t.Object({ ...ids, ...why, force, publish_model: flag('Publish their last output models as well (the default).') }),
    response: manyAnswer({ published: t.Boolean(), ...updated }),
  }),
  update_batch: action({
    summary: 'Change the descriptions of several tasks: one request of `update` a line. Either all are changed or none.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    form: 'lines',
    request: t.Unknown(),
    response: t.Object({ updated: t.Integer() }),
    errors: ['empty_batch', 'task_not_found', 'read_only', 'project_not_found'],
  }),
  make_public: action({
    ...publicity,
    summary: 'Let every workspace of the server see tasks. Nobody changes public tasks. Those that wait or run are refused.',
    request: t.Object(ids),
    response: t.Object({ updated: t.Integer() }),
    errors: ['task_not_found', 'invalid_transition'],
  }),
  make_private: action({
    ...publicity,
    summary: 'Take back tasks that this workspace has made public.',
    request: t.Object(ids),
    response: t.Object({ updated: t.Integer() }),
    errors: ['task_not_found'],
  }),
} as const
