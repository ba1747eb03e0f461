import { type Static, Type as t } from 'typebox'
import { Document, Id, oneOf, opt, Time } from '../fields.ts'
import { taskStatuses, taskTypes } from './status.ts'

export const Param = t.Object({
  section: t.String(),
  name: t.String(),
  value: opt(t.Union([t.String(), t.Number(), t.Boolean(), t.Null()], { description: 'stored as text' })),
  type: opt(t.Union([t.String(), t.Null()])),
  description: opt(t.Union([t.String(), t.Null()])),
})
export const Configuration = t.Object({
  name: opt(t.String()),
  value: opt(t.Union([t.String(), t.Null()])),
  type: opt(t.Union([t.String(), t.Null()])),
  description: opt(t.Union([t.String(), t.Null()])),
})
export const Artifact = t.Object({
  key: t.String(),
  type: opt(t.Union([t.String(), t.Null()])),
  mode: opt(t.Union([oneOf(['input', 'output']), t.Null()])),
  uri: opt(t.Union([t.String(), t.Null()])),
  content_size: opt(t.Union([t.Number(), t.Null()], { description: 'bytes' })),
  hash: opt(t.Union([t.String(), t.Null()], { description: 'sha256, hex' })),
  timestamp: opt(t.Union([t.Number(), t.Null()], { description: 'seconds since the epoch' })),
  type_data: opt(t.Union([Document, t.Null()])),
  display_data: opt(t.Union([t.Array(t.Array(t.Unknown())), t.Null()])),
})
export const ModelUse = t.Object({ name: t.String(), model: t.String(), updated: opt(t.String()) })
const JoinedUse = t.Object({ ...ModelUse.properties, model: t.Unknown() })
export const Script = t.Object({
  binary: opt(t.String({ description: 'python, python3.11, node, sh …' })),
  repository: opt(t.String()),
  tag: opt(t.String()),
  branch: opt(t.String()),
  version_num: opt(t.String()),
  entry_point: opt(t.String()),
  working_dir: opt(t.String()),
  requirements: opt(t.Union([Document, t.Null()])),
  diff: opt(t.String({ description: 'a patch, or the whole script where there is no repository' })),
})
export const Execution = t.Object({
  queue: opt(t.String({ description: 'the queue it waits on, or was taken from' })),
  artifacts: opt(t.Array(Artifact)),
  model_labels: opt(Document),
  model_desc: opt(Document),
  framework: opt(t.String()),
  parameters: opt(Document),
})
export const Container = t.Object({ image: opt(t.String()), arguments: opt(t.String()), setup_shell_script: opt(t.String()) })
/** What a step requires of the machine that runs it. */
export const Resources = t.Object({
  gpus: opt(t.Integer({ minimum: 0 })),
  gpuMemory: opt(t.Integer({ minimum: 0, description: 'MB for each GPU' })),
  cpus: opt(t.Number({ minimum: 0 })),
  memory: opt(t.Integer({ minimum: 0, description: 'MB' })),
  labels: opt(t.Array(t.String())),
})

/** Who drives the run of a controller instead of the controller's own process. */
export const RunDriver = oneOf(['server'])
export type RunDriver = Static<typeof RunDriver>

const sectioned = t.Record(t.String(), t.Record(t.String(), Param))

/** A task on the wire. Every part is optional, because `only_fields` selects them. */
export const Task = t.Object({
  id: Id,
  name: opt(t.String()),
  user: opt(t.Unknown()),
  company: opt(t.Unknown()),
  type: opt(oneOf(taskTypes)),
  status: opt(oneOf(taskStatuses)),
  status_reason: opt(t.String({ description: 'always there; empty if none was given' })),
  status_message: opt(t.String({ description: 'always there; empty if none was given' })),
  status_changed: opt(Time),
  comment: opt(t.String()),
  created: opt(Time),
  begun: opt({ ...Time, description: 'of the controller of a run: when the run first began; `started` is its last start' }),
  started: opt(Time),
  completed: opt(Time),
  published: opt(Time),
  active_duration: opt(t.Integer({ description: 'seconds' })),
  parent: opt(t.Unknown()),
  project: opt(t.Unknown()),
  output: opt(Document),
  execution: opt(Execution),
  script: opt(Script),
  hyperparams: opt(sectioned),
  configuration: opt(t.Record(t.String(), Configuration)),
  runtime: opt(Document),
  container: opt(Container),
  models: opt(t.Object({ input: t.Array(ModelUse), output: t.Array(ModelUse) })),
  tags: opt(t.Array(t.String())),
  system_tags: opt(t.Array(t.String())),
  resources: opt(Resources),
  driver: opt(RunDriver),
  paused: opt(
    t.Boolean({ description: 'of the controller of a run: true while it starts no further steps until it is resumed; else left out' }),
  ),
  report: opt(t.String({ description: 'of a report: its text' })),
  report_assets: opt(t.Array(t.String(), { description: 'of a report: the addresses of files that its text shows' })),
  last_worker: opt(t.String()),
  last_worker_report: opt(Time),
  last_update: opt(Time),
  last_change: opt(Time),
  last_changed_by: opt(t.String()),
  last_iteration: opt(t.Integer()),
  last_metrics: opt(Document),
  metric_stats: opt(Document),
  unreadable: opt(t.Array(t.String(), { description: 'the parts whose stored form is damaged, and which are left out' })),
})
export type Task = Static<typeof Task>
/**
 * A task whose queue and models are objects where a request names fields of theirs (`execution.queue.name`). Typed as a task, which it is for all who
 * name none.
 */
export const JoinedTask = t.Unsafe<Task>(
  t.Object({
    ...Task.properties,
    execution: opt(t.Object({ ...Execution.properties, queue: opt(t.Unknown()) })),
    models: opt(t.Object({ input: t.Array(JoinedUse), output: t.Array(JoinedUse) })),
  }),
)
export type Param = Static<typeof Param>
export type Artifact = Static<typeof Artifact>
export type Script = Static<typeof Script>
export type Resources = Static<typeof Resources>
export type Configuration = Static<typeof Configuration>
