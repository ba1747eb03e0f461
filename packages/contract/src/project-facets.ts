import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Ids, flag, Names, oneOf, opt, Reference, text } from './fields.ts'
import { Choice } from './list.ts'

const reads = { access: 'viewer', attempt: 'reads', repeat: 'safe' } as const
const below = flag('The projects below as well (the default). Without it and without a project: what belongs to no project.')
const inProject = { project: opt(text('the project’s id; all projects by default')), include_subprojects: below }
const inProjects = {
  projects: opt(t.Array(t.String(), { maxItems: 1000, description: 'ids; all projects by default' })),
  include_subprojects: below,
}
const page = { page: opt(t.Integer({ minimum: 0, description: 'from 0' })), page_size: opt(t.Integer({ minimum: 1, maximum: 500 })) }
const values = {
  ...inProjects,
  ...page,
  allow_public: flag('Values of public rows as well (the default).'),
}
const total = t.Integer({ description: 'how many there are on all pages' })
const remaining = t.Integer({ description: 'how many come after this page' })

const tagsOf = (what: string) =>
  action({
    ...reads,
    summary: `The tags of ${what}.`,
    request: t.Object({
      projects: inProjects.projects,
      include_system: flag('Answer system_tags as well.'),
      filter: opt(t.Object({ tags: opt(Choice), system_tags: opt(Choice) }, { description: 'only of those with these tags' })),
    }),
    response: t.Object({ tags: Names, system_tags: opt(Names) }),
    errors: [],
  })

/** What the tasks and models of projects have in common: the values that a page offers as filters. */
export const projectFacets = {
  get_task_tags: tagsOf('the tasks in projects and below'),
  get_model_tags: tagsOf('the models in projects and below'),
  get_project_tags: tagsOf('projects and of those below'),
  get_hyper_parameters: action({
    ...reads,
    summary: 'The sections and names of the parameters of the tasks in a project.',
    request: t.Object({
      ...inProject,
      ...page,
      text: opt(text('only those whose `section/name` has this text in it, whatever the case')),
    }),
    response: t.Object({ parameters: t.Array(t.Object({ section: t.String(), name: t.String() })), total, remaining }),
    errors: [],
  }),
  get_hyperparam_values: action({
    ...reads,
    summary: 'The values that a parameter has in the tasks of projects: numbers first.',
    request: t.Object({
      ...values,
      section: t.String(),
      name: t.String(),
      pattern: opt(text('regular expression, unanchored and case-insensitive')),
    }),
    response: t.Object({ values: t.Array(t.String()), total }),
    errors: ['invalid_pattern'],
  }),
  get_unique_metric_variants: action({
    ...reads,
    summary: 'The metrics, with their variants, that the tasks or models of a project have reported.',
    request: t.Object({
      ...inProject,
      model_metrics: flag('Metrics of models instead of tasks.'),
      ids: opt(Ids),
    }),
    response: t.Object({
      metrics: t.Array(t.Object({ metric: t.String(), metric_hash: t.String(), variant: t.String(), variant_hash: t.String() })),
    }),
    errors: [],
  }),
  get_model_metadata_keys: action({
    ...reads,
    summary: 'The metadata keys of the models in a project.',
    request: t.Object({ ...inProject, ...page }),
    response: t.Object({ keys: t.Array(t.String()), total, remaining }),
    errors: [],
  }),
  get_model_metadata_values: action({
    ...reads,
    summary: 'The values that a metadata key has in the models of projects: numbers first.',
    request: t.Object({ ...values, key: t.String() }),
    response: t.Object({ values: t.Array(t.String()), total }),
    errors: [],
  }),
  get_task_parents: action({
    ...reads,
    summary: 'The parents of the tasks in projects, by name.',
    request: t.Object({
      ...inProjects,
      tasks_state: opt(oneOf(['active', 'archived'], 'only of tasks that are not archived, or that are')),
      task_name: opt(text('regular expression for the parents’ names')),
    }),
    response: t.Object({ parents: t.Array(t.Object({ ...Reference.properties, project: opt(Reference) })) }),
    errors: ['invalid_pattern'],
  }),
  get_user_names: action({
    ...reads,
    summary: 'The users who made the tasks or models in projects, by name.',
    request: t.Object({ ...inProjects, entity: opt(oneOf(['task', 'model'], 'task by default')) }),
    response: t.Object({ users: t.Array(Reference) }),
    errors: [],
  }),
} as const
