import { type Static, Type as t } from 'typebox'
import { own, shared } from './access.ts'
import { action } from './action.ts'
import { Document, flag, Id, Ids, Names, opt, Reference, text, Time, Updated } from './fields.ts'
import { Choice, listQuery } from './list.ts'
import { manyAnswer } from './many.ts'

const Metadata = t.Object({ key: t.String(), type: opt(t.String()), value: opt(t.String()) })
export const Model = t.Object({
  id: Id,
  name: opt(t.String()),
  user: opt(t.String()),
  company: opt(t.String()),
  project: opt(t.String()),
  task: opt(t.String()),
  parent: opt(t.String()),
  comment: opt(t.String()),
  tags: opt(Names),
  system_tags: opt(Names),
  uri: opt(t.String()),
  framework: opt(t.String()),
  design: opt(Document),
  labels: opt(Document),
  ready: opt(t.Boolean()),
  created: opt(Time),
  last_update: opt(Time),
  last_change: opt(Time),
  last_iteration: opt(t.Integer()),
  last_metrics: opt(Document),
  metadata: opt(t.Unknown()),
  unreadable: opt(t.Array(t.String(), { description: 'the parts whose stored form is damaged, and which are left out' })),
})
export type Model = Static<typeof Model>

/** A model with the names of what it refers to. */
export const ModelEx = t.Object({
  ...Model.properties,
  user: opt(Reference),
  company: opt(Reference),
  project: opt(Reference),
  task: opt(Reference),
  parent: opt(Reference),
  stats: opt(t.Object({ labels_count: t.Integer({ description: 'the number of labels' }) })),
})
export type ModelEx = Static<typeof ModelEx>

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

const modelQuery = {
  ...listQuery,
  uri: opt(Choice),
  framework: opt(Choice),
  user: opt(Choice),
  project: opt(Choice),
  task: opt(Choice),
  parent: opt(Choice),
  ready: opt(t.Boolean()),
  comment: opt(t.String()),
  include_subprojects: opt(t.Boolean()),
}
const modelQueryEx = {
  ...modelQuery,
  include_stats: flag('Show stats.'),
  allow_public: flag('Public models as well (the default).'),
}

export const models = {
  get_by_id: action({
    summary: 'One model.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'model' },
    request: t.Object({ model }),
    response: t.Object({ model: Model }),
    errors: ['model_not_found'],
  }),
  get_all: action({
    summary: 'The models that match.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'model' },
    request: t.Object(modelQuery),
    response: t.Object({ models: t.Array(Model), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  get_all_ex: action({
    summary: 'The models that match, with the names of what they refer to.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'model' },
    request: t.Object(modelQueryEx),
    response: t.Object({ models: t.Array(ModelEx), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  get_by_id_ex: action({
    summary: 'The models with these ids, with the names of what they refer to.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'model' },
    request: t.Object({ ...modelQueryEx, id: Choice }),
    response: t.Object({ models: t.Array(ModelEx), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  get_frameworks: action({
    summary: 'The frameworks of the models in projects and below.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ projects: opt(t.Array(t.String(), { maxItems: 1000, description: 'ids; all projects by default' })) }),
    response: t.Object({ frameworks: t.Array(t.String()) }),
    errors: [],
  }),
  create: action({
    summary: 'Make a model.',
    access: 'user',
    attempt: [shared('task')],
    repeat: 'recorded',
    faultPoint: true,
    body: 'content',
    request: t.Object({
      ...parts,
      name: opt(t.String({ minLength: 1, maxLength: 1000 })),
      ready: opt(t.Boolean({ description: 'true by default' })),
      public: opt(t.Boolean()),
    }),
    response: t.Object({ id: Id, created: t.Boolean() }),
    errors: ['project_not_found', 'task_not_found'],
  }),
  edit: action({
    summary: 'Change a model.',
    access: 'user',
    attempt: [own('model'), shared('task')],
    repeat: 'safe',
    body: 'content',
    request: t.Object({
      model,
      ...parts,
      name: opt(t.String({ minLength: 1, maxLength: 1000 })),
      ready: opt(t.Boolean()),
      iteration: opt(t.Integer()),
    }),
    response: Updated,
    errors: ['model_not_found', 'model_ready', 'project_not_found', 'task_not_found', 'read_only'],
  }),
  set_ready: action({
    summary: 'Publish a model, and its task if asked.',
    access: 'user',
    attempt: [own('model')],
    repeat: 'unsafe',
    request: t.Object({ model, publish_task: flag('Publish the task that made it.'), force_publish_task: flag('… in whatever status.') }),
    response: t.Object({ updated: t.Integer(), published_task: opt(t.Object({ id: Id, data: Document })) }),
    errors: ['model_not_found', 'model_ready', 'invalid_transition', 'status_changed', 'read_only'],
  }),
  delete: action({
    summary: 'Delete a model.',
    access: 'user',
    attempt: [own('model')],
    repeat: 'unsafe',
    request: t.Object({
      model,
      force: flag('Delete it although tasks use it, or the task that made it is published.'),
      delete_external_artifacts: flag('Delete its file as well.'),
    }),
    response: t.Object({ deleted: t.Boolean(), url: opt(t.String()) }),
    errors: ['model_not_found', 'model_in_use', 'model_task_published', 'read_only'],
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
} as const
