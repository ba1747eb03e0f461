import type { Lane, LightMode, Role, TaskStatus, ChangeEntity } from '@clearway/contract'
import type { ColumnType, Generated } from 'kysely'
import type { TaskTable } from './task-columns.ts'

/** Milliseconds since the epoch. */
export type Millis = number
/** 0 or 1: neither database's boolean is used, so that both read alike. */
export type Bit = 0 | 1
/** JSON text: `jsonb` in PostgreSQL, handed over as text there too. Written by `json()`, read by `parse()`. */
export type Json = ColumnType<string, string, string>

/** The task whose attempt made the row, so that its later attempts may change it. Null: a user made it. */
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
  /** A PHC string of scrypt. Null: the user logs in by keys only. With a password the name is a login, unique in its company. */
  password: string | null
  listed: Bit
  preferences: Json
  created: Millis
}

/** A key pair. The secret is 256 random bits and kept as its SHA-256. */
export interface CredentialTable {
  access_key: string
  company: string
  user: string
  secret: string
  label: string | null
  created: Millis
  last_used: Millis | null
  last_used_from: string | null
  /** Set where the pair belongs to one attempt and ends with it. */
  attempt: string | null
  revoked: Bit
}

/** What a token stands for. A stock agent's child is bound to its attempt by its session (`attempt`). */
export interface SessionTable {
  id: string
  company: string
  user: string
  access_key: string | null
  attempt: string | null
  /** The first task this session asked for by id: a stock child's first call names its own. */
  first_task: string | null
  created: Millis
  expires: Millis
  revoked: Bit
}

/** What the server itself remembers: the token secret, its uid. */
export interface SettingTable {
  name: string
  value: string
}

export interface ProjectTable {
  id: string
  company: string
  user: string
  /** The whole path, with `/`. */
  name: string
  basename: string
  parent: string | null
  description: string
  default_output_destination: string | null
  maker: Maker
  created: Millis
  last_update: Millis
  rev: number
}

/** What free text is searched for in a task, in small letters. Triggers keep it. */
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
  /** The value as a number where it is one, so that it sorts as one. */
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

/** Last values of a metric: `last_metrics` on the wire, keyed there by md5 of the names. */
export interface TaskMetricTable {
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

/** When each kind of event last came: `metric_stats` on the wire. */
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
  /** The path of the stored file that `uri` names, if it names one of this server's. */
  file: string | null
  content_size: number
  hash: string
  /** Seconds since the epoch. */
  timestamp: number
  type_data: Json
  display_data: Json
  /** The attempt that wrote it. */
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
  /** The path of the stored file that `uri` names, if it names one of this server's. */
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
}

/** A queued task's place. `attempt` holds it while a claim is not yet confirmed, so that it can come back to its rank. */
export interface QueueEntryTable {
  task: string
  company: string
  queue: string
  rank: number
  added: Millis
  not_before: Millis | null
  /** A light type that asks for no GPU. */
  light: Bit
  /** `step`: its set-up failed in a light lane, so it needs a slot. */
  lane: 'any' | 'step'
  /** The claim that holds it. */
  attempt: string | null
  /** The attempt at whose loss it was made: that one may have its task back as long as nobody else has claimed it. */
  lost: string | null
  gpus: number
  gpu_memory: number
  cpus: number
  memory: number
  labels: Json
}

/** A place where one task at a time runs (a slot), or a light lane. One agent has several. */
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
  /** Whether the light lane would take another task. */
  light_free: Bit
  task: string | null
  queue: string | null
  ip: string
  registered: Millis
  /** Seconds after which ClearML's clients are no longer shown it. */
  timeout: number
  last_activity: Millis
  last_report: Millis
  /** The last sign of life on the server's deadline clock (`tick`). */
  seen: Millis
  tags: Json
  system_tags: Json
  gpus: number
  /** What else its slot has, as far as its agent said: `gpuMemory, cpus, memory, labels`. */
  resources: Json
}
/** Who bears an agent's name. */
export interface AgentNameTable {
  company: string
  agent: string
  boot: string
  /** Its work folder: only one process can have it at a time. */
  home: string
  host: string
  pid: number
  /** On the server's deadline clock (`tick`). */
  held_until: Millis
}
export interface WorkerQueueTable {
  company: string
  user: string
  worker: string
  queue: string
  position: number
}

export type AttemptState = 'claimed' | 'running' | 'ended' | 'lost'
/** One execution of a task that came out of a queue. At most one of a task is claimed or running, by a unique index. */
export interface AttemptTable {
  id: string
  company: string
  task: string
  number: number
  worker: string
  agent: string
  boot: string | null
  /** The work folder of the agent that claimed it; null where none is told. */
  home: string | null
  kind: 'own' | 'stock'
  lane: Lane
  slot: number | null
  state: AttemptState
  queue: string
  claimed: Millis
  started: Millis | null
  ended: Millis | null
  /** On the server's deadline clock (`tick`). */
  confirm_by: Millis | null
  lease_until: Millis | null
  session: string | null
  /** The task's last iteration when the attempt began: a repeat of it begins there too. */
  begin_iteration: number
  /** `moved`: the server gave its task to a light lane. */
  ended_as: TaskStatus | 'lost' | 'handed_back' | 'expired' | 'moved' | 'aborted' | null
  exit_code: number | null
  reason: string
}

/** The reply to a write, kept until it has reached its caller: a repeat gets it again, and what comes later is another wish. */
export interface ReceiptTable {
  key: string
  company: string
  action: string
  reply: Json
  created: Millis
}

/** What was deleted or reset, and whose events are still to go from the telemetry's own database. */
export interface EventRemovalTable {
  id: string
  company: string
  /** A task's id, or a model's. */
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

/** Our controllers' launches: a key is used once. */
export interface StepLaunchTable {
  run: string
  company: string
  step: string
  attempt: number
  task: string
  created: Millis
}

/** Launches of an unmodified Python controller, matched over its incarnations. */
export interface LaunchTable {
  id: Generated<number>
  company: string
  controller: string
  generation: number
  incarnation: number
  step: string
  ordinal: number
  definition: string
  /** What went into `definition`, to explain a difference. */
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

/** Who waits for whom: a task whose own processes asked for the other's status. */
export interface TaskWaitTable {
  waiter: string
  /** As it was asked for: perhaps by another id that stands for the task. */
  awaited: string
  company: string
  /** When it last asked, on the server's deadline clock (`tick`). */
  seen: Millis
}

export interface RunTable {
  id: string
  company: string
  engine_version: number
  seq: number
  updated: Millis
}
export interface RunEventTable {
  run: string
  company: string
  seq: number
  event: Json
  created: Millis
}

/** What a user wrote under a path; the bytes lie in a blob named by their hash. */
export interface FileTable {
  company: string
  path: string
  blob: string
  bytes: number
  sha256: string
  content_type: string
  task: string | null
  maker: Maker
  project: string | null
  created: Millis
}
/** A path whose file the server has dealt with when it deleted what named it: a DELETE that follows has nothing left to do. */
export interface FileReleaseTable {
  company: string
  path: string
  /** On the server's deadline clock (`tick`). */
  expires: Millis
}
export interface BlobTable {
  id: string
  bytes: number
  refs: number
  created: Millis
  /** No file names it any more: its bytes may go after this. */
  delete_after: Millis | null
}

/** Where a scroll stands: keyset of the last row, and the bound fixed at its start. */
export interface ScrollTable {
  id: string
  company: string
  entity: string
  state: Json
  expires: Millis
}

export interface Database {
  company: CompanyTable
  user: UserTable
  credential: CredentialTable
  session: SessionTable
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
  attempt: AttemptTable
  receipt: ReceiptTable
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
}
