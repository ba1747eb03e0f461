import { Type as t } from 'typebox'
import { own, shared } from './access.ts'
import { action } from './action.ts'
import { Document, flag, Id, Ids, Names, opt, text, Updated } from './fields.ts'
import { manyAnswer, moveRows, updateTagsOf } from './many.ts'
import { modelQueries } from './model-query.ts'

const Metadata = t.Object({ key: t.String(), type: opt(t.String()), value: opt(t.String()) })
const model = text('the model’s id')
const parts = {
  uri: opt(t.String()),
  comment: opt(t.String()),
  tags: opt(Names),
  system_tags: opt(Names),
  framework: opt(t.String()),
  design: opt(Document),
  labels: opt(Document),
  parent: opt(t.String()),
  project: opt(t.String()),
  task: opt(t.String()),
  metadata: opt(t.Unknown()),
}

const changed = {
  ...parts,
  name: opt(t.String({ minLength: 1, maxLength: 1000 })),
  ready: opt(t.Boolean()),
  iteration: opt(t.Integer({ description: 'one that the model’s task has reached' })),
}
const deletion = {
  force: flag('Delete it although tasks use it, or the task that made it is published.'),
  delete_external_artifacts: flag('Delete its file as well (the default).'),
}
const publishing = {
  publish_task: flag('Publish the task that made it as well (the default).'),
  force_publish_task: flag('… in whatever status.'),
}
const PublishedTask = t.Object({ id: Id, data: t.Object({ updated: t.Integer(), fields: Document }) })

export const models = {
  ...modelQueries,
  create: action({
    summary: 'Make a model.',
    access: 'user',
    attempt: [shared('task')],
    repeat: 'recorded',
    versioned: { request: 'model' },
    faultPoint: true,
    body: 'content',
    request: t.Object({
      ...parts,
      name: opt(t.String({ minLength: 1, maxLength: 1000 })),
      ready: opt(t.Boolean({ description: 'true by default' })),
      public: flag('Let every workspace of the server see it.'),
    }),
    response: t.Object({ id: Id, created: t.Boolean() }),
    errors: ['project_not_found', 'task_not_found', 'read_only'],
  }),
  edit: action({
    summary: 'Change a model.',
    access: 'user',
    attempt: [own('model'), shared('task')],
    repeat: 'safe',
    versioned: { request: 'model' },
    body: 'content',
    request: t.Object({ model, ...changed }),
    response: Updated,
    errors: ['model_not_found', 'model_ready', 'project_not_found', 'task_not_found', 'read_only'],
  }),
  update: action({
    summary: 'Change a model that has already been published, or what a page stores about it.',
    access: 'user',
    attempt: [own('model'), shared('task')],
    repeat: 'safe',
    versioned: { request: 'model' },
    body: 'content',
    request: t.Object({ model, ...changed, created: opt(t.String({ description: 'ISO 8601' })), ui_cache: opt(Document) }),
    response: Updated,
    errors: ['model_not_found', 'project_not_found', 'task_not_found', 'read_only'],
  }),
  update_for_task: action({
    summary: 'Give a task its output model, which is made if there is none. Newer clients call tasks.add_or_update_model.',
    access: 'user',
    attempt: [shared('task'), own('model', 'override_model_id')],
    repeat: 'safe',
    versioned: { request: 'model' },
    body: 'content',
    request: t.Object({
      task: text('the task’s id'),
      uri: opt(t.String()),
      override_model_id: opt(text('a model that is there, instead of a uri')),
      name: changed.name,
      comment: opt(t.String()),
      tags: opt(Names),
      system_tags: opt(Names),
      iteration: changed.iteration,
    }),
    response: t.Object({ id: Id, created: t.Boolean(), updated: t.Integer() }),
    errors: ['task_not_found', 'invalid_transition', 'model_not_found', 'read_only'],
  }),
  move: moveRows('model'),
  update_tags: updateTagsOf('model'),
  make_public: action({
    summary: 'Let every workspace of the server see models. Nobody changes public models.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ ids: Ids }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['model_not_found'],
  }),
  make_private: action({
    summary: 'Take back models that this workspace has made public.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ ids: Ids }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['model_not_found'],
  }),
  set_ready: action({
    summary: 'Publish a model, and its task if asked.',
    access: 'user',
    attempt: [own('model')],
    repeat: 'unsafe',
    request: t.Object({ model, ...publishing }),
    response: t.Object({ updated: t.Integer(), published_task: opt(PublishedTask) }),
    errors: ['model_not_found', 'model_ready', 'invalid_transition', 'status_changed', 'read_only'],
  }),
  delete: action({
    summary: 'Delete a model.',
    access: 'user',
    attempt: [own('model')],
    repeat: 'unsafe',
    request: t.Object({ model, ...deletion }),
    response: t.Object({ deleted: t.Boolean(), url: opt(t.String()) }),
    errors: ['model_not_found', 'model_in_use', 'model_task_published', 'read_only'],
  }),
  publish_many: action({
    summary: 'Publish models, each by itself.',
    access: 'user',
    attempt: [own('model', 'ids')],
    repeat: 'unsafe',
    request: t.Object({ ids: Ids, ...publishing }),
    response: manyAnswer({ updated: t.Boolean(), published_task: opt(PublishedTask) }),
    errors: [],
  }),
  delete_many: action({
    summary: 'Delete models, each by itself.',
    access: 'user',
    attempt: [own('model', 'ids')],
    repeat: 'unsafe',
    request: t.Object({ ids: Ids, ...deletion }),
    response: manyAnswer({ deleted: t.Boolean(), url: opt(t.String()) }),
    errors: [],
  }),
  archive_many: action({
    summary: 'Archive models: lists leave them out.',
    access: 'user',
    attempt: [own('model', 'ids')],
    repeat: 'unsafe',
    request: t.Object({ ids: Ids }),
    response: manyAnswer({ archived: t.Boolean() }),
    errors: [],
  }),
  unarchive_many: action({
    summary: 'Unarchive models.',
    access: 'user',
    attempt: [own('model', 'ids')],
    repeat: 'unsafe',
    request: t.Object({ ids: Ids }),
    response: manyAnswer({ unarchived: t.Boolean() }),
    errors: [],
  }),
  add_or_update_metadata: action({
    summary: 'Add or change metadata of a model.',
    access: 'user',
    attempt: [own('model')],
    repeat: 'safe',
    body: 'content',
    request: t.Object({
      model,
      metadata: t.Array(Metadata),
      replace_metadata: flag('Delete the metadata that the request does not name.'),
    }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['model_not_found', 'read_only'],
  }),
  delete_metadata: action({
    summary: 'Delete metadata of a model.',
    access: 'user',
    attempt: [own('model')],
    repeat: 'unsafe',
    request: t.Object({ model, keys: t.Array(t.String(), { maxItems: 1000 }) }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['model_not_found', 'read_only'],
  }),
} as const
