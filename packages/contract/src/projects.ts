import { type Static, Type as t } from 'typebox'
import { own } from './access.ts'
import { action } from './action.ts'
import { flag, Id, Ids, Names, oneOf, opt, Reference, text, Time, Updated } from './fields.ts'
import { Choice, FieldFilter, listQuery } from './list.ts'
import { projectFacets } from './project-facets.ts'

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

/** What the tasks of a project, and of the projects below it, come to. */
const ProjectStats = t.Object({
  status_count: t.Record(t.String(), t.Integer(), { description: 'the number of tasks with each status' }),
  total_tasks: t.Integer(),
  total_runtime: t.Integer({ description: 'the sum of the run times, in seconds' }),
  completed_tasks_24h: t.Integer({ description: 'tasks that completed in the last 24 hours' }),
  last_task_run: t.Union([Time, t.Null()], { description: 'when the last of them started' }),
})
export type ProjectStats = Static<typeof ProjectStats>
const count = opt(t.Integer())

/** A project with the names of what it refers to, and what was asked for about its contents. */
export const ProjectEx = t.Object({
  ...Project.properties,
  user: opt(Reference),
  company: opt(Reference),
  parent: opt(Reference),
  hidden: opt(t.Boolean({ description: 'with search_hidden: whether lists leave the project out otherwise' })),
  stats: opt(
    t.Object({
      active: opt(ProjectStats),
      archived: opt(ProjectStats),
      datasets: opt(t.Object({ count: t.Integer(), tags: Names })),
    }),
  ),
  sub_projects: opt(t.Array(Reference, { description: 'with include_stats: the projects below that are counted in' })),
  own_tasks: count,
  own_models: count,
  own_datasets: count,
  dataset_stats: opt(t.Union([t.Object({ file_count: t.Integer(), total_size: t.Integer({ description: 'in bytes' }) }), t.Null()])),
})
export type ProjectEx = Static<typeof ProjectEx>

/** A project's whole path: ten names at most. */
const ProjectName = t.String({ maxLength: 4000 })
const parts = {
  description: opt(t.String()),
  tags: opt(Names),
  system_tags: opt(Names),
  default_output_destination: opt(t.String()),
}
const named = ['invalid_project_name', 'project_too_deep', 'name_taken', 'public_project_exists'] as const
const publicity = { access: 'user', attempt: 'never', repeat: 'unsafe' } as const

const projectQuery = {
  ...listQuery,
  parent: opt(Choice),
  user: opt(Choice),
  basename: opt(t.String()),
  description: opt(t.String()),
  shallow_search: flag('Only direct children of parent.'),
}

export const projects = {
  get_by_id: action({
    summary: 'One project.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'project' },
    request: t.Object({ project: text('the project’s id') }),
    response: t.Object({ project: Project }),
    errors: ['project_not_found'],
  }),
  get_all: action({
    summary: 'The projects that match.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { request: 'project', answer: 'project' },
    request: t.Object(projectQuery),
    response: t.Object({ projects: t.Array(Project), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  get_all_ex: action({
    summary: 'The projects that match, with the names of what they refer to, and statistics of what they and the projects below them hold.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { request: 'project', answer: 'project' },
    request: t.Object({
      ...projectQuery,
      include_stats: flag('Show stats and sub_projects.'),
      include_stats_filter: opt(
        t.Record(t.String(), t.Union([t.Array(t.String()), FieldFilter]), { description: 'count only tasks with these values, by field' }),
      ),
      stats_for_state: opt(
        t.Union([oneOf(['active', 'archived']), t.Null()], { description: 'which tasks stats are about; active by default, null: both' }),
      ),
      stats_with_children: flag('Count in the projects below (the default).'),
      check_own_contents: flag('Show how many tasks and models, or datasets, each project holds itself.'),
      include_dataset_stats: flag('Show what the newest version of each dataset holds.'),
      active_users: opt(
        t.Array(t.String(), { description: 'only projects that hold something of these users, which is then all that is counted' }),
      ),
      children_type: opt(oneOf(['pipeline', 'report', 'dataset'], 'only projects that hold these, in themselves or below')),
      children_tags: opt(Choice),
      children_tags_filter: opt(FieldFilter),
      allow_public: flag('Public projects as well (the default).'),
      non_public: flag('An older name for allow_public: false.'),
    }),
    response: t.Object({ projects: t.Array(ProjectEx), scroll_id: opt(t.String()) }),
    errors: ['invalid_pattern', 'invalid_scroll'],
  }),
  create: action({
    summary: 'Create a project, and the projects above it in its path.',
    access: 'user',
    attempt: 'makes',
    repeat: 'recorded',
    versioned: { request: 'project' },
    faultPoint: true,
    request: t.Object({ name: ProjectName, ...parts }),
    response: t.Object({ id: Id }),
    errors: named,
  }),
  update: action({
    summary: 'Change a project. The last part of its name may change; projects.move changes its place.',
    access: 'user',
    attempt: [own('project')],
    repeat: 'safe',
    versioned: { request: 'project' },
    request: t.Object({ project: text('the project’s id'), name: opt(ProjectName), ...parts }),
    response: Updated,
    errors: [...named, 'project_not_found', 'project_location', 'read_only'],
  }),
  move: action({
    summary: 'Move a project, with all below it, to another place.',
    access: 'user',
    attempt: [own('project')],
    repeat: 'unsafe',
    request: t.Object({
      project: text('the project’s id'),
      new_location: opt(
        t.String({ maxLength: 4000, description: 'the path of the project to move it into, made if there is none; empty: the top' }),
      ),
    }),
    response: t.Object({ moved: t.Integer({ description: 'how many projects' }) }),
    errors: [...named, 'project_not_found', 'project_same_location', 'project_under_itself', 'read_only'],
  }),
  merge: action({
    summary: 'Move all that a project holds to another one, and delete the project.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ project: text('the project’s id'), destination_project: opt(text('the other project’s id; empty: none')) }),
    response: t.Object({ moved_entities: t.Integer({ description: 'tasks and models' }), moved_projects: t.Integer() }),
    errors: [
      'project_not_found',
      'project_same_location',
      'project_into_child',
      'project_too_deep',
      'invalid_project_name',
      'name_taken',
      'read_only',
    ],
  }),
  make_public: action({
    ...publicity,
    summary: 'Let every workspace of the server see projects. Nobody changes public projects.',
    request: t.Object({ ids: Ids }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['project_not_found', 'name_taken'],
  }),
  make_private: action({
    ...publicity,
    summary: 'Take back projects that this workspace has made public.',
    request: t.Object({ ids: Ids }),
    response: t.Object({ updated: t.Integer() }),
    errors: ['project_not_found', 'name_taken'],
  }),
  validate_delete: action({
    summary: 'What a project and those below it hold, and what keeps it from being deleted without force.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ project: text('the project’s id') }),
    response: t.Object({
      tasks: t.Integer(),
      non_archived_tasks: t.Integer(),
      models: t.Integer(),
      non_archived_models: t.Integer(),
      reports: t.Integer(),
      non_archived_reports: t.Integer(),
      pipelines: t.Integer({ description: 'pipelines with runs that are not archived' }),
      datasets: t.Integer({ description: 'datasets with versions that are not archived' }),
    }),
    errors: ['project_not_found', 'read_only'],
  }),
  delete: action({
    summary: 'Delete a project and those below it. What they hold stays, without a project, or is deleted with them.',
    access: 'user',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({
      project: text('the project’s id'),
      force: flag('Delete it although it holds what is not archived.'),
      delete_contents: flag('Delete the tasks and models as well.'),
      delete_external_artifacts: flag('With delete_contents: delete their files as well (the default).'),
    }),
    response: t.Object({
      deleted: t.Integer(),
      disassociated_tasks: t.Integer(),
      deleted_tasks: opt(t.Integer()),
      deleted_models: opt(t.Integer()),
      urls: opt(
        t.Object(
          { model_urls: t.Array(t.String()), artifact_urls: t.Array(t.String()), event_urls: t.Array(t.String()) },
          { description: 'with delete_contents: the addresses of the files that tasks and models had written' },
        ),
      ),
    }),
    errors: ['project_not_found', 'project_has_tasks', 'project_has_models', 'project_has_datasets', 'project_has_pipelines', 'read_only'],
  }),
  ...projectFacets,
} as const
