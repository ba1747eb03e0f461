import { Type as t } from 'typebox'
import { own } from '../access.ts'
import { action } from '../action.ts'
import { Document, flag, Id, Ids, opt, text, Updated } from '../fields.ts'

/** Asked of every action that changes a status. */
const change = {
  task: text('the task’s id'),
  force: flag('Skip the state table.'),
  status_reason: opt(t.String()),
  status_message: opt(t.String()),
}
const moved = ['task_not_found', 'invalid_transition', 'status_changed', 'attempt_ended', 'read_only'] as const
const pipelineSteps = flag('Do the same to every task whose parent this controller is.')

export const lifecycle = {
  started: action({
    summary: 'Say that a task has begun to run.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object(change),
    response: t.Object({ ...Updated.properties, started: t.Integer() }),
    errors: moved,
  }),
  stopped: action({
    summary: 'Say that a task has stopped before its end.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object(change),
    response: Updated,
    errors: moved,
  }),
  failed: action({
    summary: 'Say that a task has failed.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object(change),
    response: Updated,
    errors: moved,
  }),
  completed: action({
    summary: 'Say that a task has ended well.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object({ ...change, publish: flag('Publish it as well.') }),
    response: t.Object({ ...Updated.properties, published: opt(t.Integer()) }),
    errors: moved,
  }),
  close: action({
    summary: 'Close a stopped task.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object(change),
    response: Updated,
    errors: moved,
  }),
  stop: action({
    summary: 'Ask for a task to be stopped: at once if nothing runs it, else its agent ends the processes.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object({ ...change, include_pipeline_steps: pipelineSteps }),
    response: Updated,
    errors: moved,
  }),
  publish: action({
    summary: 'Publish a task, and its last output model, for good.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object({ ...change, publish_model: flag('Publish its models as well (the default).') }),
    response: t.Object({ ...Updated.properties, published: opt(t.Integer()) }),
    errors: moved,
  }),
  reset: action({
    summary: 'Make a task a draft again: its events, results and output models go, its definition stays.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object({
      ...change,
      clear_all: flag('Clear the script and the execution part as well.'),
      delete_output_models: flag('Delete its output models (the default).'),
      return_file_urls: flag('Answer the addresses of what it had written.'),
      delete_external_artifacts: flag('Delete the files of its artifacts as well (the default).'),
    }),
    response: t.Object({
      ...Updated.properties,
      dequeued: opt(Document),
      events: opt(Document),
      deleted_models: opt(t.Integer()),
      urls: opt(Document),
    }),
    errors: [...moved, 'task_published'],
  }),
  enqueue: action({
    summary: 'Put a task on a queue, for the next free worker to run.',
    access: 'user',
    attempt: [own('task')],
    repeatable: true,
    request: t.Object({
      ...change,
      queue: opt(text('the queue’s id; without queue and queue_name the default queue')),
      queue_name: opt(text('the queue’s name; made if there is none')),
      verify_watched_queue: flag('Answer queue_watched: whether a live worker serves the queue.'),
      update_execution_queue: flag('Write the queue on the task (the default).'),
      resume: flag('false: begin a new generation, in which every step of a controller runs again.'),
    }),
    response: t.Object({ ...Updated.properties, queued: t.Integer(), queue_watched: opt(t.Boolean()) }),
    errors: [...moved, 'queue_not_found', 'no_default_queue', 'task_has_no_script'],
  }),
  dequeue: action({
    summary: 'Take a task from its queue.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object({ ...change, new_status: opt(t.String()), remove_from_all_queues: flag('') }),
    response: t.Object({ ...Updated.properties, dequeued: t.Integer() }),
    errors: moved,
  }),
  archive: action({
    summary: 'Put tasks out of sight; those that wait or run are taken from their queue or stopped.',
    access: 'user',
    attempt: [own('task', 'tasks')],
    request: t.Object({
      tasks: Ids,
      status_reason: opt(t.String()),
      status_message: opt(t.String()),
      include_pipeline_steps: pipelineSteps,
    }),
    response: t.Object({ archived: t.Integer() }),
    errors: moved,
  }),
  unarchive: action({
    summary: 'Bring archived tasks back.',
    access: 'user',
    attempt: [own('task', 'tasks')],
    request: t.Object({
      tasks: Ids,
      status_reason: opt(t.String()),
      status_message: opt(t.String()),
      include_pipeline_steps: pipelineSteps,
    }),
    response: t.Object({ unarchived: t.Integer() }),
    errors: moved,
  }),
  delete: action({
    summary: 'Delete a task with its events; its files follow after a time of grace.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object({
      ...change,
      return_file_urls: flag('Answer the addresses of what it had written.'),
      delete_output_models: flag('Delete its output models (the default).'),
      delete_external_artifacts: flag('Delete the files of its artifacts as well (the default).'),
      include_pipeline_steps: pipelineSteps,
    }),
    response: t.Object({
      deleted: t.Boolean(),
      updated_children: t.Integer(),
      updated_models: t.Integer(),
      deleted_models: opt(t.Integer()),
      events: opt(Document),
      urls: opt(Document),
    }),
    errors: [...moved, 'task_not_deletable'],
  }),
  ping: action({
    summary: 'Say that a task is alive.',
    access: 'user',
    attempt: [own('task')],
    request: t.Object({ task: Id }),
    response: t.Object({}),
    errors: ['task_not_found'],
  }),
} as const
