import { type Static, Type as t } from 'typebox'
import { action } from './action.ts'
import { Document, Id, oneOf, opt, text } from './fields.ts'
import { lanes } from './lane.ts'
import { attemptOutcomes } from './tasks/attempts.ts'
import { taskParts } from './tasks/edit.ts'
import { taskTypes } from './tasks/status.ts'

/** What an import stores, and for which it knows how far it came. */
const importedEntities = ['project', 'model', 'task'] as const
export type ImportedEntity = (typeof importedEntities)[number]

/** What became of a row: `merged` into a project of the same name; not written because its id is `taken`, or because it was `changed` or `deleted` here. */
const importOutcomes = ['created', 'updated', 'merged', 'taken', 'changed', 'deleted'] as const
export type ImportOutcome = (typeof importOutcomes)[number]

/** The statuses that a task of another server may have here: nothing waits or runs here that waits or runs there. */
export const importedStatuses = ['created', 'stopped', 'closed', 'failed', 'completed', 'published'] as const
export type ImportedStatus = (typeof importedStatuses)[number]

const at = t.Number({ minimum: 0, maximum: 8.64e15, description: 'ms since the epoch' })
const name = t.String({ minLength: 1, maxLength: 4000 })
const Labels = opt(t.Array(t.String({ maxLength: 1000 }), { maxItems: 10_000 }))
/** Last values as `last_metrics` shows them; the keys count for nothing. */
const LastMetric = t.Object({
  metric: t.String(),
  variant: t.String(),
  value: t.Number(),
  iteration: opt(t.Integer()),
  min_value: opt(t.Number()),
  min_value_iteration: opt(t.Integer()),
  max_value: opt(t.Number()),
  max_value_iteration: opt(t.Integer()),
  first_value: opt(t.Number()),
  first_value_iteration: opt(t.Integer()),
  count: opt(t.Integer({ minimum: 0 })),
  mean_value: opt(t.Number()),
  x_axis_label: opt(t.String()),
})
const metrics = opt(t.Array(LastMetric, { maxItems: 20_000 }))
const MetricStat = t.Object({ metric: t.String(), event_type: t.String(), last_update: at })

const shared = {
  id: t.String({ minLength: 1, maxLength: 100, description: 'its id there' }),
  name,
  user: opt(text('the id of its user; default: who imports')),
  tags: Labels,
  system_tags: Labels,
  created: opt(at),
  last_update: opt(at),
}

const ImportedProject = t.Object({ ...shared, description: opt(t.String()), default_output_destination: opt(t.String()) })
const ImportedModel = t.Object({
  ...shared,
  project: opt(text('the id that its project has there')),
  task: opt(t.String()),
  parent: opt(t.String()),
  comment: opt(t.String()),
  uri: opt(t.String()),
  framework: opt(t.String()),
  ready: t.Boolean(),
  design: opt(Document),
  labels: opt(Document),
  metadata: opt(Document),
  ui_cache: opt(Document),
  last_change: opt(at),
  last_iteration: opt(t.Integer()),
  metrics,
})
const ImportedAttempt = t.Object({
  number: t.Integer({ minimum: 1, maximum: 1_000_000 }),
  queue: opt(text('the name of its queue')),
  queued: opt(at),
  claimed: at,
  started: opt(at),
  ended: at,
  worker: t.String({ maxLength: 1000 }),
  lane: oneOf(lanes),
  outcome: oneOf(attemptOutcomes),
  exit_code: opt(t.Integer()),
  reason: opt(t.String()),
})
export type ImportedAttempt = Static<typeof ImportedAttempt>
const { output_dest: _, ...parts } = taskParts
const ImportedTask = t.Object({
  ...parts,
  ...shared,
  numbered: opt(t.Boolean({ description: 'of a run: where another run of its project has its name, it gets the next number' })),
  project: opt(text('the id that its project has there')),
  type: oneOf(taskTypes),
  status: oneOf(importedStatuses),
  status_reason: opt(t.String()),
  status_message: opt(t.String()),
  status_changed: opt(at),
  started: opt(at),
  completed: opt(at),
  published: opt(at),
  active_duration: opt(t.Integer({ description: 'seconds' })),
  last_change: opt(at),
  last_changed_by: opt(t.String()),
  report: opt(text('of a report: its text')),
  report_assets: opt(t.Array(t.String(), { maxItems: 10_000, description: 'of a report: the addresses of files that its text shows' })),
  last_worker: opt(t.String()),
  last_worker_report: opt(at),
  last_iteration: opt(t.Integer()),
  metrics,
  metric_stats: opt(t.Array(MetricStat, { maxItems: 20_000 })),
  attempts: opt(t.Array(ImportedAttempt, { maxItems: 1000, description: 'how it was executed; those that are here are replaced' })),
})
const ImportedRun = t.Object({
  run: text('the id of the run there; its task was put before'),
  engine_version: t.Integer({ minimum: 1 }),
  after: t.Integer({ minimum: 0, description: 'how many events came before these; 0: these are the first, and replace all that are here' }),
  events: t.Array(Document, { maxItems: 20_000 }),
})
export type ImportedProject = Static<typeof ImportedProject>
export type ImportedModel = Static<typeof ImportedModel>
export type ImportedTask = Static<typeof ImportedTask>
export type ImportedRun = Static<typeof ImportedRun>
export type LastMetric = Static<typeof LastMetric>

const source = t.String({ minLength: 1, maxLength: 1000, description: 'identifies the other server: its uid, else its address' })
const entity = oneOf(importedEntities)
const marker = t.String({ maxLength: 1000, description: 'the state that was brought whole, in the importer’s own words' })
const Put = t.Object({ id: text('its id there'), here: opt(text('its id here')), outcome: oneOf(importOutcomes) })

export const imports = {
  get_known: action({
    summary: 'What an import has brought of rows of another server.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ source, entity, ids: t.Array(t.String(), { maxItems: 1000, description: 'ids there' }) }),
    response: t.Object({
      known: t.Array(t.Object({ id: text('its id there'), here: Id, marker: opt(marker) }), {
        description: 'without those of which nothing was brought; a row without `marker` was not brought whole',
      }),
    }),
    errors: [],
  }),
  put: action({
    summary:
      'Store rows of another server with their ids, users, times and statuses. Sent again it changes them to the same. What somebody has changed or deleted here since stays as it is. No trigger fires. Only administrators bring users, and rows of other users.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    faultPoint: true,
    body: 'run',
    request: t.Object({
      source,
      users: opt(
        t.Array(t.Object({ id: t.String({ minLength: 1, maxLength: 100 }), name }), {
          maxItems: 100,
          description: 'added without a login if there is none with the id',
        }),
      ),
      projects: opt(t.Array(ImportedProject, { maxItems: 100, description: 'one with a name that is there is merged into that project' })),
      models: opt(t.Array(ImportedModel, { maxItems: 100 })),
      tasks: opt(t.Array(ImportedTask, { maxItems: 100 })),
      runs: opt(t.Array(ImportedRun, { maxItems: 100, description: 'events of runs: what their controllers decided and observed' })),
      whole: opt(
        t.Array(t.Object({ entity, id: t.String(), marker }), {
          maxItems: 100,
          description: 'rows that have been brought whole, events included',
        }),
      ),
    }),
    response: t.Object({
      users: t.Integer({ description: 'how many were added' }),
      projects: t.Array(Put),
      models: t.Array(Put),
      tasks: t.Array(Put),
    }),
    errors: ['invalid_project_name', 'project_too_deep', 'public_project_exists', 'artifact_invalid', 'run_conflict', 'access_denied'],
  }),
  add_events: action({
    summary:
      'Add events of imported tasks and models, one JSON object a line, as add_batch takes them; published ones included. `attempt` of a line of a log is the number of the attempt that wrote it; default: the last. Last values, times and statuses stay as put has written them.',
    access: 'user',
    attempt: 'never',
    repeat: 'recorded',
    faultPoint: true,
    form: 'lines',
    request: t.Unknown(),
    response: t.Object({ added: t.Integer(), errors: t.Integer(), errors_info: Document }),
    errors: ['empty_batch', 'no_events_added'],
  }),
} as const
