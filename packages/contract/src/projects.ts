import { type Static, Type as t } from 'typebox'
import { own } from './access.ts'
import { action } from './action.ts'
import { flag, Id, Names, opt, text, Time, Updated } from './fields.ts'
import { Choice, listQuery } from './list.ts'

export const Project = t.Object({
  id: Id,
  name: opt(t.String({ description: 'the whole path, with /' })),
  basename: opt(t.String()),
  description: opt(t.String()),
  user: opt(t.String()),
  company: opt(t.String()),
  created: opt(Time),
  last_update: opt(Time),
  tags: opt(Names),
  system_tags: opt(Names),
  default_output_destination: opt(t.Union([t.String(), t.Null()])),
  parent: opt(t.Union([t.String(), t.Null()])),
  featured: opt(t.Integer()),
})
export type Project = Static<typeof Project>

/** A project's whole path: ten names at most. */
const ProjectName = t.String({ maxLength: 4000 })
const parts = {
  description: opt(t.String()),
  tags: opt(Names),
  system_tags: opt(Names),
  default_output_destination: opt(t.String()),
}
const named = ['invalid_project_name', 'project_too_deep', 'name_taken'] as const

export const projects = {
  get_by_id: action({
    summary: 'One project.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ project: text('the project’s id') }),
    response: t.Object({ project: Project }),
    errors: ['project_not_found'],
  }),
  get_all: action({
    summary: 'The projects that match.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      ...listQuery,
      parent: opt(Choice),
      user: opt(Choice),
      basename: opt(t.String()),
      description: opt(t.String()),
      shallow_search: flag('Only direct children of parent.'),
    }),
    response: t.Object({ projects: t.Array(Project), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  create: action({
    summary: 'Create a project, and the projects above it in its path.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    faultPoint: true,
    request: t.Object({ name: ProjectName, ...parts }),
    response: t.Object({ id: Id }),
    errors: named,
  }),
  update: action({
    summary: 'Change a project. Its last name part may change, its place may not.',
    access: 'user',
    attempt: [own('project')],
    repeat: 'safe',
    request: t.Object({ project: text('the project’s id'), name: opt(ProjectName), ...parts }),
    response: Updated,
    errors: [...named, 'project_not_found', 'project_location', 'read_only'],
  }),
  delete: action({
    summary: 'Delete a project. With tasks or models in it only by force; they stay, without a project.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ project: text('the project’s id'), force: flag('Delete it although it is not empty.') }),
    response: t.Object({ deleted: t.Integer(), disassociated_tasks: t.Integer() }),
    errors: ['project_not_found', 'project_has_tasks', 'read_only'],
  }),
} as const
