import { Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, Id, Names, oneOf, opt, Reference, text } from './fields.ts'
import { rowQuery } from './list.ts'

const reads = { access: 'viewer', attempt: 'reads', repeat: 'safe' } as const
/** Filters of the lists of one kind, as its `get_all` has them. */
const Filters = t.Object(rowQuery, { description: 'the filters of get_all; left out: this kind is not counted' })
export const countedKinds = ['projects', 'tasks', 'models', 'pipelines', 'datasets', 'reports'] as const
export type CountedKind = (typeof countedKinds)[number]
const counted = <S>(schema: S) => Object.fromEntries(countedKinds.map((kind) => [kind, schema])) as Record<CountedKind, S>

export const organization = {
  get_tags: action({
    ...reads,
    summary: 'The tags that tasks, models, projects and queues of the workspace have, sorted.',
    request: t.Object({
      include_system: flag('Answer the system tags as well.'),
      filter: opt(
        t.Object(
          { tags: opt(Names), system_tags: opt(Names) },
          { description: 'only those of tasks and models that have one of these tags, and none of those with `-` before them' },
        ),
      ),
    }),
    response: t.Object({ tags: t.Array(t.String()), system_tags: opt(t.Array(t.String())) }),
    errors: [],
  }),
  get_entities_count: action({
    ...reads,
    summary: 'How many projects, tasks, models, pipelines, datasets and reports meet filters.',
    request: t.Object({
      ...counted(opt(Filters)),
      active_users: opt({ ...Names, description: 'only what these users made; of projects, those that hold something of theirs' }),
      search_hidden: opt(t.Boolean()),
      allow_public: opt(t.Boolean()),
    }),
    response: t.Object(counted(opt(t.Integer()))),
    errors: ['invalid_pattern'],
  }),
  get_user_companies: action({
    ...reads,
    summary: 'The workspaces that the caller may use.',
    request: t.Object({}),
    response: t.Object({
      companies: t.Array(
        t.Object({
          id: t.String(),
          name: t.String(),
          allocated: t.Boolean(),
          owners: t.Array(Reference, { description: 'its administrators' }),
        }),
      ),
    }),
    errors: [],
  }),
  prepare_download_for_get_all: action({
    ...reads,
    summary: 'Check and store a list for ten minutes, to be downloaded as a table.',
    request: t.Object({
      ...rowQuery,
      entity_type: oneOf(['task', 'model', 'project']),
      allow_public: opt(t.Boolean()),
      order_by: opt(t.Union([t.Array(t.String()), t.String()])),
      include_subprojects: opt(t.Boolean()),
      field_mappings: t.Array(
        t.Object({
          field: text('a dotted path, as in only_fields'),
          name: opt(text('the column’s heading; the path by default')),
          values: opt(
            t.Array(t.Object({ key: t.String(), value: t.String() }), { maxItems: 1000, description: 'texts to write for values' }),
          ),
        }),
        { minItems: 1, maxItems: 500, description: 'the columns' },
      ),
    }),
    response: t.Object({ prepare_id: Id }),
    errors: ['invalid_pattern'],
  }),
  download_for_get_all: action({
    ...reads,
    summary: 'A prepared list as a file of comma-separated values, all pages of it.',
    form: 'text',
    request: t.Object({ prepare_id: Id }),
    response: t.String(),
    errors: ['download_not_found'],
  }),
} as const
