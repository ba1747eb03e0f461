import { Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, opt, text } from './fields.ts'
import { Choice, listQuery, rowQuery } from './list.ts'
import { Model, ModelEx } from './model.ts'

/** The fields that select models, beside those of every list. */
const ofModels = {
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
const allowPublic = { allow_public: flag('Public models as well (the default).') }
const modelQuery = { ...listQuery, ...ofModels }
const modelQueryEx = { ...modelQuery, ...allowPublic, include_stats: flag('Show stats.') }

/** How models are read, listed and counted. */
export const modelQueries = {
  get_by_id: action({
    summary: 'One model.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'model' },
    request: t.Object({ model: text('the model’s id') }),
    response: t.Object({ model: Model }),
    errors: ['model_not_found'],
  }),
  get_all: action({
    summary: 'The models that match.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { request: 'model', answer: 'model' },
    request: t.Object(modelQuery),
    response: t.Object({ models: t.Array(Model), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  get_all_ex: action({
    summary: 'The models that match, with the names of what they refer to.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { request: 'model', answer: 'model' },
    request: t.Object(modelQueryEx),
    response: t.Object({ models: t.Array(ModelEx), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  count: action({
    summary: 'How many models match.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ ...rowQuery, ...ofModels, ...allowPublic }),
    response: t.Object({ total: t.Integer() }),
    errors: ['invalid_pattern'],
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
  get_by_task_id: action({
    summary: 'The last output model of a task.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'model' },
    request: t.Object({ task: text('the task’s id') }),
    response: t.Object({ model: Model }),
    errors: ['task_not_found', 'task_has_no_model', 'model_not_found'],
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
} as const
