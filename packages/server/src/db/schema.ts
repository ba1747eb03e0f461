import type {
  AttemptOutcome,
  AttemptState,
  ChangeEntity,
  FireOutcome,
  ImportedEntity,
  Lane,
  LightMode,
  MissedPolicy,
  OverlapPolicy,
  Role,
  TriggerEntity,
  TriggerOutcome,
} from '@clearway/contract'
import type { ColumnType, Generated } from 'kysely'
import type { TaskTable } from './task-columns.ts'

/** Milliseconds since the epoch. */
export type Millis = number
/** 0 or 1. The databases' boolean types are not used, so that both return the same. */
export type Bit = 0 | 1
/** JSON text. In PostgreSQL the column is `jsonb`, which is returned as text too. Written by `json()`, read by `parse()`. */
export type Json = ColumnType<string, string, string>

/** The task whose attempt made the row, so that later attempts of the task may change it. Null: a user made it. */
export type Maker = string | null

export interface CompanyTable {
  id: string
  name: string
  created: Millis
}

export interface UserTable {
  id: string
  company: string
  name: string
  role: Role
  /** A PHC string of scrypt. Null: the user logs in by keys only. A user with a password logs in by name, which is then unique in the company. */
  password: string | null
  listed: Bit
  /** 1: the configuration says name, role and password. 0: administrators do, for users whom they or an import made, or whom the configuration named once. */
  configured: Generated<Bit>
  preferences: Json
  created: Millis
  /** A deleted user's row stays, because what the user made is shown with the name. */
  deleted: Millis | null
  email: string | null
  given_name: string | null
  family_name: string | null
  avatar: string | null
}

/** A key pair. The secret is 256 random bits, stored as their SHA-256. */
export interface CredentialTable {
  access_key: string
  company: string
  user: string
  secret: string
  label: string | null
  created: Millis
  last_used: Millis | null
  last_used_from: string | null
  /** The attempt to which the key pair belongs and with which it ends; null for a user's. */
  attempt: string | null
  revoked: Bit
}

/** The login that a token stands for. The session of a published agent's child process is bound to an attempt (`attempt`). */
export interface SessionTable {
  id: string
  company: string
  user: string
  access_key: string | null
  attempt: string | null
  /** The first task that the session requested by id: the first call of a published agent's child process requests its own task. */
  first_task: string | null
  /** The administrator who acts in the user's name; null for the user's own session. */
  actor: string | null
  created: Millis
  expires: Millis
  revoked: Bit
}

/** A ticket that logs a browser in once. It is 256 random bits, stored as their SHA-256, and its row is deleted when it is redeemed. */
export interface LoginTicketTable {
  hash: string
  company: string
  user: string
  /** Who made the ticket: the user, or an administrator. */
  maker: string | null
  /** The key pair with which the ticket was made: revoking it also ends the session, if it is the user's own. */
  access_key: string | null
  /** On the server's wall clock, because the servers of one database and their restarts must agree. */
  expires: Millis
}

/** Values that the server stores for itself: the token secret, the server's uid. */
export interface SettingTable {
  name: string
  value: string
}

export interface ProjectTable {
  id: string
  company: string
  user: string
  /** The whole path, separated by `/`. */
  name: string
  basename: string
  parent: string | null
  description: string
  default_output_destination: string | null
  maker: Maker
  created: Millis
  last_update: Millis
  rev: number
  /** The company that made the project public. */
  origin: string | null
}

/** The lower-case text of a task in which free text is searched for, maintained by triggers. */
export interface TaskWordsTable {
  task: string
  company: string
  words: string
}

export type TagKind = 'tags' | 'system_tags'
export interface TaskTagTable {
  task: string
  company: string
  kind: TagKind
  tag: string
}
export interface ProjectTagTable {
  project: string
  company: string
  kind: TagKind
  tag: string
}
export interface QueueTagTable {
  queue: string
  company: string
  kind: TagKind
  tag: string
}
export interface ModelTagTable {
  model: string
  company: string
  kind: TagKind
  tag: string
}

export interface TaskParamTable {
  task: string
  company: string
  section: string
  name: string
  value: string | null
  /** The value as a number, if it is one, so that it sorts as a number. */
  num: number | null
  type: string | null
  description: string | null
}

export interface TaskConfigTable {
  task: string
  company: string
  name: string
  value: string | null
  type: string | null
  description: string | null
}

/** The last values of a metric of a task or a model: `last_metrics` on the wire, keyed there by the md5 of the names. */
export interface TaskMetricTable {
  /** The id of the task or model. */
  task: string
  company: string
  metric: string
  variant: string
  metric_hash: string
  variant_hash: string
  value: number
  iteration: number
  min_value: number
  min_value_iteration: number
  max_value: number
  max_value_iteration: number
  first_value: number
  first_value_iteration: number
  sum: number
  count: number
  x_axis_label: string | null
}

/** The time of the last event of each type: `metric_stats` on the wire. */
export interface TaskMetricStatTable {
  task: string
  company: string
  metric: string
  metric_hash: string
  event_type: string
  last_update: Millis
}

export interface TaskArtifactTable {
  task: string
  company: string
  key: string
  mode: 'input' | 'output'
  type: string
  uri: string
  /** The path of the stored file, if `uri` refers to a file of this server. */
  file: string | null
  content_size: number
  hash: string
  /** Seconds since the epoch. */
  timestamp: number
  type_data: Json
  display_data: Json
  /** The attempt that wrote the artifact. */
  attempt: string | null
}

export interface ModelTable {
  id: string
  company: string
  user: string
  project: string | null
  task: string | null
  maker: Maker
  parent: string | null
  name: string
  comment: string
  uri: string
  /** The path of the stored file, if `uri` refers to a file of this server. */
  file: string | null
  framework: string
  ready: Bit
  created: Millis
  last_update: Millis
  last_change: Millis
  last_iteration: number
  rev: number
  design: Json
  labels: Json
  /** `{ key: { key, type, value } }`. */
  metadata: Json
  /** The company that made the model public. */
  origin: string | null
  /** What a page stores about the model. */
  ui_cache: string | null
}

export interface QueueTable {
  id: string
  company: string
  user: string
  name: string
  display_name: string | null
  created: Millis
  last_update: Millis
  rev: number
  metadata: Json
  /** How many processors and GPUs a task of the queue uses, as its workers register it. */
  cpu_usage: Generated<number | null>
  gpu_usage: Generated<number | null>
}

/** The entry of a queued task. While a claim is not confirmed, `attempt` holds the entry, so that the task can return to its rank. */
export interface QueueEntryTable {
  task: string
  company: string
  queue: string
  rank: number
  added: Millis
  /** The time before which nobody may claim the task. */
  not_before: Millis | null
  /** 1 for a moved task, which a light lane may claim before `not_before` once its old worker no longer reports it. */
  moved: Generated<Bit>
  /** 1 while the run that the task belongs to is paused: nobody may claim it. */
  paused: Generated<Bit>
  /** Whether the task has a light type and requires no GPU. */
  light: Bit
  /** `step`: the task's set-up failed in a light lane, so the task needs a slot. */
  lane: 'any' | 'step'
  /** The attempt of the claim that holds the entry. */
  attempt: string | null
  /** The attempt whose lease ran out, because of which the entry was made: it may take its task back until another worker has claimed the task. */
  lost: string | null
  gpus: number
  gpu_memory: number
  cpus: number
  memory: number
  labels: Json
}

/** A slot, which runs one task at a time, or a light lane. An agent has several. */
/** An agent of a user that takes no tasks until somebody resumes it. */
export interface DrainedAgentTable {
  company: string
  user: string
  agent: string
}

export interface WorkerTable {
  id: string
  company: string
  user: string
  agent: string
  boot: string | null
  kind: 'own' | 'stock'
  lane: Lane
  slot: number | null
  light_mode: LightMode | null
  /** The start of the agent (`boot`) until whose end its light lane takes the controllers of any queue, whatever `light_mode` is. */
  widened_boot: string | null
  /** Whether the light lane has room for another task. */
  light_free: Bit
  task: string | null
  queue: string | null
  ip: string
  registered: Millis
  /** How many seconds after its last report a worker is no longer listed. */
  timeout: number
  last_activity: Millis
  last_report: Millis
  /** The time from which its silence counts, on the server's deadline clock (`tick`): of its last report, or of the last start or absence of a server. */
  seen: Millis
  /** The time of its last report, on the server's deadline clock. */
  reported: Millis
  tags: Json
  system_tags: Json
  gpus: number
  /** Further resources of the slot, as its agent reported them: `gpuMemory, gpuPlaces, cpus, memory, labels`. */
  resources: Json
  /** The version of its agent; null if the agent does not report it. */
  version: string | null
}
/**
 * What a sample is about: the load of a machine (its owner is an agent), how many workers it has and how many are busy, a queue, or a container (the
 * variant) of an endpoint (the owner, by its address).
 */
export type LoadKind = 'machine' | 'activity' | 'queue' | 'endpoint'
/** A container that serves a model. */
export interface ServingContainerTable {
  id: string
  company: string
  user: string
  /** The address of its endpoint; null while it loads its model. */
  url: string | null
  /** What it serves, as it reported it. */
  description: Json
  /** In seconds. */
  uptime: number
  requests: number
  requests_min: number
  /** In milliseconds. */
  latency: number
  /** How many seconds after `seen` it is no longer listed. */
  timeout: number
  last_report: Millis
  /** When it was registered, or first reported if it never was. */
  registered: Millis
  /** The time from which its silence counts, on the server's deadline clock (`tick`): of its last report, or of the last start or absence of a server. */
  seen: Millis
}
/** Figures of machines and queues over time. A row stands for all figures of one metric in one span of time. */
export interface LoadSampleTable {
  company: string
  kind: LoadKind
  metric: string
  owner: string
  /** The device, `total` where there is one figure, or `all` where there are too many devices. */
  variant: string
  /** How much time the row stands for, in milliseconds. */
  span: Millis
  /** The beginning of that time, a multiple of `span`. */
  at: Millis
  total: number
  count: number
  least: number
  most: number
}
/** The process that holds an agent's name. */
export interface AgentNameTable {
  company: string
  agent: string
  boot: string
  /** The agent's work folder, which only one process can hold at a time. */
  home: string
  host: string
  pid: number
  /** The time until which the name is taken, on the server's deadline clock (`tick`). */
  held_until: Millis
}
export interface WorkerQueueTable {
  company: string
  user: string
  worker: string
  queue: string
  position: number
}

/** One execution of a task that was taken from a queue. A unique index allows a task at most one claimed or running attempt. */
export interface AttemptTable {
  id: string
  company: string
  task: string
  number: number
  worker: string
  agent: string
  boot: string | null
  /** The work folder of the agent that claimed the attempt; null if the agent reported none. */
  home: string | null
  kind: 'own' | 'stock'
  lane: Lane
  slot: number | null
  state: AttemptState
  queue: string
  /** When its task had come into the queue; null for attempts of older servers. */
  queued: Millis | null
  claimed: Millis
  started: Millis | null
  ended: Millis | null
  /** The time until which the claim must be confirmed, on the server's deadline clock (`tick`). */
  confirm_by: Millis | null
  lease_until: Millis | null
  session: string | null
  /** The task's last iteration when the attempt began, where a repeat of the attempt begins too. */
  begin_iteration: number
  ended_as: AttemptOutcome | null
  exit_code: number | null
  reason: string
}

/** An idempotency record: the reply to a write, stored until it has reached its caller, so that a repeated call gets the same reply. */
export interface IdempotencyRecordTable {
  key: string
  company: string
  action: string
  reply: Json
  created: Millis
  /** The server that deletes the record once its caller has the reply; empty in SQLite, whose file belongs to one server. */
  server: string
}

/** A scheduled removal of events of a task or model that was deleted or reset. The events are in the telemetry's own database. */
export interface EventRemovalTable {
  id: string
  company: string
  /** The id of a task or a model. */
  owner: string
  created: Millis
}

export interface ChangeTable {
  seq: Generated<number>
  company: string
  entity: ChangeEntity
  id: string
  project: string | null
  kind: string
  rev: number
  created: Millis
}

/** The launches of Clearway's own controllers. Each key is used once. */
export interface StepLaunchTable {
  run: string
  company: string
  step: string
  attempt: number
  task: string
  created: Millis
  /** When the step exceeds its time limit, on the server's deadline clock (`tick`); null for a step without a limit, or of a run that a process drives. */
  deadline: Millis | null
}

/** The launches of an unmodified Python controller, which are matched across the controller's attempts. */
export interface LaunchTable {
  id: Generated<number>
  company: string
  controller: string
  generation: number
  incarnation: number
  step: string
  ordinal: number
  definition: string
  /** The parts from which `definition` was computed, to explain a difference. */
  parts: Json
  task: string
  created: Millis
  reusable: Bit
}
export interface TaskAliasTable {
  alias: string
  company: string
  task: string
}

/** Which task waits for which: a process of `waiter` requested the status of `awaited`. */
export interface TaskWaitTable {
  waiter: string
  /** The id as it was requested, possibly an alias. */
  awaited: string
  company: string
  /** The time of the last request, on the server's deadline clock (`tick`). */
  seen: Millis
}

export interface RunTable {
  id: string
  company: string
  engine_version: number
  seq: number
  updated: Millis
  /** 1 while the server has commands of this run left to carry out. */
  due: 1 | null
  /** The last event that the progress document on the controller's task shows; null if a process drives the run. */
  shown_seq: number | null
  /** When the run exceeds its time limit, on the server's deadline clock (`tick`); null if it has none, or a process drives it. */
  deadline: Millis | null
}
export interface RunEventTable {
  run: string
  company: string
  seq: number
  /** A text in PostgreSQL as well, because the order of the names in it counts. */
  event: Json
  created: Millis
}

/** A file that a user stored under a path. Its bytes are in a blob. */
export interface FileTable {
  company: string
  path: string
  blob: string
  bytes: number
  sha256: string
  content_type: string
  task: string | null
  maker: Maker
  created: Millis
}
/** A path whose file the server handled when it deleted what referred to the file: a DELETE that follows has nothing left to do. */
export interface FileReleaseTable {
  company: string
  path: string
  /** The time until which a DELETE is expected, on the server's deadline clock (`tick`). */
  expires: Millis
}
export interface BlobTable {
  id: string
  bytes: number
  refs: number
  created: Millis
  /** The time after which the bytes may be deleted; null while a file refers to the blob. */
  delete_after: Millis | null
}

/** The state of a scroll: the keys of its last row, and the bound that was fixed at its start. */
export interface ScrollTable {
  id: string
  company: string
  entity: string
  state: Json
  expires: Millis
}

export interface ScheduleTable {
  id: string
  company: string
  /** In whose name tasks are started. */
  user: string
  name: string
  enabled: Bit
  /** A `Timing`. */
  timing: Json
  /** A `Start`. */
  start: Json
  missed: MissedPolicy
  catch_up: number
  overlap: OverlapPolicy
  /** The next due time; null while the schedule is paused, and after the last due time. */
  next_due: Millis | null
  created: Millis
  last_update: Millis
  rev: number
}
/** What became of a due time. The key (schedule, due) lets each due time fire once. */
export interface ScheduleFireTable {
  schedule: string
  company: string
  due: Millis
  fired: Millis
  outcome: FireOutcome
  manual: Bit
  /** How many due times before this one were missed and not made up for. */
  passed_over: number
  task: string | null
  reason: string
}

/** A row that an import has brought from another server. */
export interface ImportedRowTable {
  company: string
  /** Identifies the other server. */
  source: string
  entity: ImportedEntity
  /** The row's id on the other server. */
  origin: string
  /** The row's id on this server. */
  id: string
  /** The state that was brought whole, in the importer's own words; null until then. */
  marker: string | null
  /** The row's time of change as the import wrote it: another one shows that the row was changed here. Null for a row that was there before. */
  changed: Millis | null
}

export interface TriggerTable {
  id: string
  company: string
  /** In whose name tasks are started. */
  user: string
  name: string
  enabled: Bit
  entity: TriggerEntity
  /** A `Condition`. */
  condition: Json
  /** A `Start`. */
  start: Json
  created: Millis
  last_update: Millis
  rev: number
}
export type TriggerEventKind = 'status' | 'tag'
/** The statuses and tags for which enabled triggers wait. Triggers of the database read it at each change of a status or a tag. */
export interface TriggerWatchTable {
  company: string
  entity: TriggerEntity
  kind: TriggerEventKind
  value: string
  trigger: string
}
/**
 * A status or tag for which a trigger waits, recorded by the database in the transaction of the change; then what the trigger made of it. Until then
 * `outcome` and `fired` are null.
 */
export interface TriggerFireTable {
  seq: Generated<number>
  company: string
  trigger: string
  entity: TriggerEntity
  /** The id of the task or model. */
  source: string
  kind: TriggerEventKind
  value: string
  fired: Millis | null
  outcome: TriggerOutcome | null
  task: string | null
  reason: string | null
}

export interface Database {
  company: CompanyTable
  user: UserTable
  credential: CredentialTable
  session: SessionTable
  login_ticket: LoginTicketTable
  drained_agent: DrainedAgentTable
  setting: SettingTable
  project: ProjectTable
  project_tag: ProjectTagTable
  task: TaskTable
  task_words: TaskWordsTable
  task_tag: TaskTagTable
  task_param: TaskParamTable
  task_config: TaskConfigTable
  task_metric: TaskMetricTable
  task_metric_stat: TaskMetricStatTable
  task_artifact: TaskArtifactTable
  model: ModelTable
  model_tag: ModelTagTable
  queue: QueueTable
  queue_tag: QueueTagTable
  queue_entry: QueueEntryTable
  worker: WorkerTable
  agent_name: AgentNameTable
  worker_queue: WorkerQueueTable
  load_sample: LoadSampleTable
  serving_container: ServingContainerTable
  attempt: AttemptTable
  idempotency_record: IdempotencyRecordTable
  event_removal: EventRemovalTable
  change: ChangeTable
  step_launch: StepLaunchTable
  launch: LaunchTable
  task_alias: TaskAliasTable
  task_wait: TaskWaitTable
  run: RunTable
  run_event: RunEventTable
  file: FileTable
  file_release: FileReleaseTable
  blob: BlobTable
  scroll: ScrollTable
  schedule: ScheduleTable
  schedule_fire: ScheduleFireTable
  trigger: TriggerTable
  trigger_watch: TriggerWatchTable
  trigger_fire: TriggerFireTable
  imported_row: ImportedRowTable
}
