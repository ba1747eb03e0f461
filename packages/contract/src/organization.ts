import { type Static, Type as t, type TSchema } from 'typebox'
import { action } from './action.ts'
import { flag, Id, Names, oneOf, opt, text } from './fields.ts'
import { rowQuery } from './list.ts'

const reads = { access: 'viewer', attempt: 'reads', repeat: 'safe' } as const
/** Filters of the lists of one kind, as its `get_all` has them. */
const Filters = t.Object(rowQuery, { description: 'the filters of get_all; left out: this kind is not counted' })
export const countedKinds = [
  'projects',
  'tasks',
  'models',
  'pipelines',
  'pipeline_runs',
  'datasets',
  'dataset_versions',
  'reports',
] as const
export type CountedKind = (typeof countedKinds)[number]
const counted = <S>(schema: S) => Object.fromEntries(countedKinds.map((kind) => [kind, schema])) as Record<CountedKind, S>

export const usageKeys = ['project', 'queue', 'user'] as const
export type UsageKey = (typeof usageKeys)[number]
const usageFields = ['duration', 'cpu_usage', 'gpu_usage'] as const
export type UsageField = (typeof usageFields)[number]

const assumed = (what: string) => flag(`Whether some tasks came from a queue of which no ${what} are known, so that 1 is assumed.`)
const usageOf = <S extends TSchema>(schema: S) => ({
  id: t.Union([Id, t.Null({ description: 'tasks without a queue' })]),
  name: t.Union([t.String(), t.Null()]),
  duration: opt(schema),
  cpu_usage: opt(schema),
  gpu_usage: opt(schema),
  cpu_artificial_weights: assumed('processors'),
  gpu_artificial_weights: assumed('GPUs'),
})
const Usages = t.Object({
  total: t.Array(t.Object(usageOf(t.Number()))),
  series: t.Array(
    t.Object({
      ...usageOf(t.Array(t.Number())),
      dates: t.Array(t.Number(), { description: 'the beginning of each day, in seconds since the epoch' }),
    }),
  ),
})
export type Usages = Static<typeof Usages>

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
    summary: 'How many projects, tasks, models, pipelines and their runs, datasets and their versions, and reports meet filters.',
    request: t.Object({
      ...counted(opt(Filters)),
      active_users: opt({ ...Names, description: 'only what these users made; of projects, those that hold something of theirs' }),
      search_hidden: flag('Count hidden projects and tasks as well; hidden pipelines and datasets are always counted.'),
      allow_public: opt(t.Boolean()),
      limit: opt(t.Integer({ minimum: 0, description: 'count no further than this; 0 and by default: all' })),
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
          allocated: t.Integer({ description: 'how many users it has' }),
          owners: t.Array(t.Object({ id: t.String(), name: t.String(), avatar: t.String() }), { description: 'its users' }),
        }),
      ),
    }),
    errors: [],
  }),
  get_project_usages: action({
    ...reads,
    summary: 'How many seconds tasks ran on each day, by project, queue and user; without controllers, reports and datasets.',
    request: t.Object({
      projects: t.Array(Id, {
        minItems: 1,
        maxItems: 1000,
        description: 'each is counted with the projects below it; of a single one, each project in it is counted for itself',
      }),
      from_date: text('ISO 8601; the first day, in the time zone of this time (default: UTC)'),
      to_date: text('ISO 8601; the last day, at most 3660 days after the first'),
      include_development: flag('Count tasks that a person ran outside of queues as well.'),
      breakdown_keys: opt(t.Array(oneOf(usageKeys), { maxItems: 3, description: 'all by default' })),
      usage_fields: opt(
        t.Array(oneOf(usageFields), {
          maxItems: 3,
          description:
            'duration and gpu_usage by default; a usage is the duration times the processors or GPUs of the task’s queue, as workers.register sets them',
        }),
      ),
    }),
    response: t.Object({ projects: opt(Usages), queues: opt(Usages), users: opt(Usages) }),
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
