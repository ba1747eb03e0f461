import type { RunDriver, TaskStatus, TaskType } from '@clearway/contract'
import type { ColumnType, GeneratedAlways } from 'kysely'
import { json } from './sql/json.ts'

/** What is known about a new draft before its definition. */
export interface NewDraft {
  readonly id: string
  readonly company: string
  readonly user: string
  /** The task whose attempt makes the draft. */
  readonly maker: string | null
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** How a column holds its values: times are milliseconds since the epoch, flags 0 or 1, JSON is text. */
type Kind = 'text' | 'number' | 'time' | 'flag' | 'json'

interface TaskColumn {
  readonly kind: Kind
  /** The values to which a text column is limited. */
  readonly only?: () => string
  readonly nullable?: true
  /** Whether the database computes the value. */
  readonly generated?: true
  /** The value in a new draft. Default: the maker of the draft gives the value. */
  readonly draft?: (draft: NewDraft) => unknown
  /** The value until a client sets one. A column that has this is set by the field of its name in `taskParts`, with the value as it is given. */
  readonly unset?: string | null
  /** Whether a clone begins with its source's value. */
  readonly cloned?: true
  /** The value after a reset. Without it, the value stays. */
  readonly reset?: unknown
  /** The path on the wire by which tasks can be filtered and sorted. Documents have many paths (`queries/task-fields.ts`). */
  readonly path?: string
  /** Whether a task's document shows the value unchanged at its path; times are always shown. */
  readonly shown?: true
  /** Whether the values are ids of tasks, and so may be aliases. */
  readonly tasks?: true
  /** Whether an index gives a company's tasks in the order of this column. */
  readonly ordered?: true
}

const none = () => null
const as =
  <T extends string>() =>
  (): T => {
    throw new Error('Only the type of `only` is used.')
  }

/**
 * The columns of the table `task`, from which follow its type, what a draft holds, what a clone copies, what a reset clears, what a task's document shows
 * what clients set, and what tasks are filtered by. A new column is a line here and a migration; in the contract as well if it is shown (`Task`), filtered
 * (`taskQuery`) or set by clients (`taskParts`).
 */
const taskColumns = {
  id: { kind: 'text', draft: ({ id }) => id, path: 'id', tasks: true, ordered: true },
  company: { kind: 'text', draft: ({ company }) => company, path: 'company', shown: true },
  user: { kind: 'text', draft: ({ user }) => user, path: 'user', shown: true },
  project: { kind: 'text', nullable: true, path: 'project', shown: true },
  name: { kind: 'text', path: 'name', shown: true, ordered: true },
  type: { kind: 'text', only: as<TaskType>(), cloned: true, path: 'type', shown: true },
  status: { kind: 'text', only: as<TaskStatus>(), draft: () => 'created', path: 'status', shown: true },
  status_reason: { kind: 'text', draft: () => '', path: 'status_reason', shown: true },
  status_message: { kind: 'text', draft: () => '', path: 'status_message' },
  status_changed: { kind: 'time', draft: ({ at }) => at, path: 'status_changed' },
  comment: { kind: 'text', unset: '', cloned: true, path: 'comment', shown: true },
  parent: { kind: 'text', nullable: true, path: 'parent', shown: true, tasks: true },
  /** The task whose attempt made the row, so that later attempts of the task may change it. Null: a user made it. */
  maker: { kind: 'text', nullable: true, draft: ({ maker }) => maker },
  /** Who drives the run of a controller. Null: the controller's own process. */
  driver: { kind: 'text', only: as<RunDriver>(), nullable: true, unset: null, cloned: true, path: 'driver', shown: true },
  /** The queue in which the task waits, or from which it was taken. */
  queue: { kind: 'text', nullable: true, draft: none, reset: null, path: 'execution.queue' },
  /** The status before the task was queued, to which it returns when it is dequeued. */
  enqueue_status: { kind: 'text', only: as<TaskStatus>(), nullable: true, draft: none, reset: null },
  created: { kind: 'time', draft: ({ at }) => at, path: 'created', ordered: true },
  started: { kind: 'time', nullable: true, draft: none, reset: null, path: 'started', ordered: true },
  completed: { kind: 'time', nullable: true, draft: none, reset: null, path: 'completed' },
  published: { kind: 'time', nullable: true, draft: none, reset: null, path: 'published' },
  /** In seconds. */
  active_duration: { kind: 'number', nullable: true, draft: none, reset: null, path: 'active_duration', shown: true, ordered: true },
  last_update: { kind: 'time', draft: ({ at }) => at, path: 'last_update', ordered: true },
  last_change: { kind: 'time', draft: ({ at }) => at, path: 'last_change' },
  last_changed_by: { kind: 'text', draft: ({ user }) => user, path: 'last_changed_by', shown: true },
  last_worker: { kind: 'text', nullable: true, draft: none, reset: null, path: 'last_worker', shown: true },
  last_worker_report: { kind: 'time', nullable: true, draft: none, reset: null, path: 'last_worker_report' },
  last_iteration: { kind: 'number', draft: () => 0, reset: 0, path: 'last_iteration', shown: true },
  /** Shown as status_message `stopping` until the task ends, even if another message is written meanwhile. */
  stop_requested: { kind: 'flag', draft: () => 0 },
  /** Of a controller: 1 while its run is paused, so that nobody may claim its steps. */
  paused: { kind: 'flag', draft: () => 0, reset: 0 },
  /** Whether the task has the system tag `archived`. The database keeps it by triggers on `task_tag`. */
  archived: { kind: 'flag', draft: () => 0 },
  /** Of a report: its text. */
  report: { kind: 'text', nullable: true, draft: none, cloned: true, path: 'report', shown: true },
  /** Of a report: the addresses of its files, as JSON. */
  report_assets: { kind: 'text', nullable: true, draft: none, cloned: true },
  /** The company that made the task public. */
  origin: { kind: 'text', nullable: true, draft: none },
  /** Raised to make every step of a controller run again (`launch`). */
  generation: { kind: 'number', draft: () => 1 },
  rev: { kind: 'number', draft: () => 1 },
  script: { kind: 'json', cloned: true },
  /** `script.repository`, computed by the database for searches. */
  repository: { kind: 'text', nullable: true, generated: true, path: 'script.repository' },
  entry_point: { kind: 'text', nullable: true, generated: true, path: 'script.entry_point' },
  /** Without queue and artifacts, which are stored separately. */
  execution: { kind: 'json' },
  output: { kind: 'json' },
  container: { kind: 'json', unset: '{}', cloned: true },
  runtime: { kind: 'json', unset: '{}', reset: '{}' },
  /** `{ input: [], output: [] }` of `{ name, model, updated }`. */
  models: { kind: 'json' },
  resources: { kind: 'json', unset: '{}', cloned: true },
} as const satisfies Readonly<Record<string, TaskColumn>>

type Columns = typeof taskColumns
export type TaskColumnName = keyof Columns

type Plain<C extends TaskColumn> = C['kind'] extends 'text' | 'json'
  ? C extends { readonly only: () => infer T }
    ? T
    : string
  : C['kind'] extends 'flag'
    ? 0 | 1
    : number
type Value<C extends TaskColumn> = C['kind'] extends 'json'
  ? ColumnType<string, string, string>
  : C extends { readonly generated: true }
    ? GeneratedAlways<string | null>
    : Plain<C> | (C extends { readonly nullable: true } ? null : never)

/** The table `task` for Kysely. */
export type TaskTable = { -readonly [K in TaskColumnName]: Value<Columns[K]> }

/** The columns that the maker of a draft gives. */
export type GivenColumn = {
  [K in TaskColumnName]: Columns[K] extends { readonly draft: unknown } | { readonly unset: unknown } | { readonly generated: true }
    ? never
    : K
}[TaskColumnName]
type SettableColumn = { [K in TaskColumnName]: Columns[K] extends { readonly unset: unknown } ? K : never }[TaskColumnName]
type OfKind<K extends Kind> = { [C in TaskColumnName]: Columns[C] extends { readonly kind: K } ? C : never }[TaskColumnName]

const entries = Object.entries(taskColumns) as readonly (readonly [TaskColumnName, TaskColumn])[]
function namesOf<N extends TaskColumnName>(isOne: (column: TaskColumn) => boolean): readonly N[] {
  return entries.filter(([, column]) => isOne(column)).map(([name]) => name as N)
}

/** The parts of a task that are stored in JSON columns of its row. */
export type TaskDocument = OfKind<'json'>
export const taskDocuments = namesOf<TaskDocument>(({ kind }) => kind === 'json')
/** The columns that a task's document shows as times. */
export const shownTimes = namesOf<OfKind<'time'>>(({ kind }) => kind === 'time')
/** The columns that a task's document shows unchanged. */
export const shownColumns = namesOf<Exclude<TaskColumnName, TaskDocument>>(({ shown }) => shown === true)
export const clonedColumns = namesOf<TaskColumnName>(({ cloned }) => cloned === true)

/** The columns of a new draft, without the given ones. */
export function draftColumns(draft: NewDraft): Omit<{ [K in TaskColumnName]: Plain<Columns[K]> | null }, GivenColumn> {
  const made = entries.flatMap(([name, column]) => (column.draft === undefined ? [] : [[name, column.draft(draft)]]))
  return { ...Object.fromEntries(made), ...unsetColumns } as never
}

const settable = entries.filter(([, { unset }]) => unset !== undefined)
/** The columns that clients set, with their values until a client sets them. */
export const unsetColumns = Object.fromEntries(settable.map(([name, { unset }]) => [name, unset])) as Settable

type Settable = { readonly [K in SettableColumn]: Plain<Columns[K]> | (Columns[K] extends { readonly nullable: true } ? null : never) }

/** The columns that a request sets. It does not compile if the request's contract lacks the field of one. */
export function columnsSetBy<Parts extends object>(parts: SettableColumn extends keyof Parts ? Parts : never): Partial<Settable> {
  const values = new Map<string, unknown>(Object.entries(parts))
  return Object.fromEntries(
    settable.flatMap(([name, { kind }]) => {
      const value = values.get(name)
      return value === undefined ? [] : [[name, kind === 'json' ? json(value) : value]]
    }),
  )
}

/** The columns that a reset clears, with their new values. */
export function resetColumns(): Readonly<Partial<Record<TaskColumnName, unknown>>> {
  return Object.fromEntries(entries.flatMap(([name, column]) => ('reset' in column ? [[name, column.reset]] : [])))
}

/** The columns that tasks are filtered and sorted by, each with its path. */
export const filteredColumns: readonly (TaskColumn & { readonly name: TaskColumnName; readonly path: string })[] = entries.flatMap(
  ([name, column]) => (column.path === undefined ? [] : [{ ...column, name, path: column.path }]),
)
