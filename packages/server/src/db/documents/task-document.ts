import type { Task } from '@clearway/contract'
import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { type Dialect, dialectOf } from '../connection/dialect.ts'
import { firstStart } from '../sql/first-start.ts'
import { isoTime } from '../sql/iso-time.ts'
import type { TaskTable } from '../task-columns.ts'
import { isReadable, parseList, parseObject } from '../sql/unreadable.ts'
import { shownColumns, shownTimes, type TaskDocument, taskDocuments as documents } from '../task-columns.ts'
import type { Projection } from './projection.ts'
import { taskProjection } from './task-projection.ts'
import { present, readRows } from './read-rows.ts'
import { type SideParts, readSideParts } from './task-side-parts.ts'
import { findAliases } from '../tables/task-aliases.ts'
import { joinTaskNames } from './task-names.ts'

type TaskRow = Partial<Omit<TaskTable, TaskDocument>> & { readonly id: string; readonly begun?: number | null } & {
  readonly [K in TaskDocument]?: string
}

export interface TaskDocumentOptions {
  /** Whether project, user, company and parent are shown as `{ id, name }`; the queue and models too, if fields of theirs are requested. */
  readonly joined?: boolean
}

/**
 * Tasks as the wire shows them, in the order of `ids`: complete, or reduced to `only_fields`, in which case only these parts are read. An alias
 * (`task_alias`) gives its task, under the alias. A part that cannot be read is left out and listed in `unreadable`.
 */
export async function readTaskDocuments(
  scope: Reader,
  ids: readonly string[],
  onlyFields?: unknown,
  { joined = false }: TaskDocumentOptions = {},
): Promise<Task[]> {
  const wanted = taskProjection(onlyFields)
  const columns = columnsFor(scope, wanted)
  const own = await readRows<TaskRow>(scope, 'task', columns, ids)
  const taskOf = own.length === ids.length ? new Map<string, string>() : await tasksBehind(scope, ids, own)
  const rows = taskOf.size === 0 ? own : [...own, ...(await readRows<TaskRow>(scope, 'task', columns, [...new Set(taskOf.values())]))]
  const sides = await readSideParts(
    scope,
    rows.map(({ id }) => id),
    wanted,
  )
  const complete = rows.map((row) => taskDocument(row, wanted, sides))
  const shown = joined ? await joinTaskNames(scope, complete, wanted) : complete
  // Unreadable parts are listed even if they were not requested.
  const found = new Map(
    shown.map(({ unreadable, ...task }) => [task.id, { ...wanted.apply(task), ...(unreadable.length === 0 ? {} : { unreadable }) }]),
  )
  return ids.flatMap((id) => {
    const task = found.get(id) ?? found.get(taskOf.get(id) ?? '')
    return task === undefined ? [] : [{ ...task, id } as Task]
  })
}

async function tasksBehind(reader: Reader, ids: readonly string[], own: readonly TaskRow[]): Promise<ReadonlyMap<string, string>> {
  const known = new Set(own.map(({ id }) => id))
  const aliases = await findAliases(
    reader,
    ids.filter((id) => !known.has(id)),
  )
  return new Map(aliases.map(({ alias, task }) => [alias, task]))
}

function columnsFor({ db }: Pick<Reader, 'db'>, { wants }: Projection): readonly (string | RawBuilder<unknown>)[] {
  const columns = [...shownColumns, ...shownTimes].filter(wants)
  const parts = documents.filter((name) => wants(name) && (name !== 'execution' || wantsExecution(wants)))
  return [
    'id',
    ...columns,
    ...(wants('status_message') ? ['status_message', 'stop_requested', ...(wants('status') ? [] : ['status'])] : []),
    ...(wants('execution.queue') ? ['queue'] : []),
    ...(wants('report_assets') ? ['report_assets'] : []),
    ...(wants('paused') ? ['paused'] : []),
    ...(wants('begun') ? [sql`${firstStart('task')} as begun`] : []),
    ...parts.map((name) => (name === 'script' && !wants('script.diff') ? scriptWithoutDiff(dialectOf(db)) : name)),
  ]
}
/** Whether the column `execution` is needed. It is not if only its queue and artifacts are requested, which are stored elsewhere. */
function wantsExecution(wants: Projection['wants']): boolean {
  return ['model_labels', 'model_desc', 'framework', 'parameters', 'test_split', 'docker_cmd', 'model', 'dataviews'].some((key) =>
    wants(`execution.${key}`),
  )
}
/** The column `script` without its diff, which may have megabytes. */
function scriptWithoutDiff(dialect: Dialect): RawBuilder<unknown> {
  const without = dialect === 'postgres' ? sql`script - 'diff'` : sql`json_remove(script, '$.diff')`
  return sql`case when ${isReadable(sql.ref('script'), 'object', dialect)} then ${without} else script end as script`
}

interface ReadTask extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly unreadable: readonly string[]
}

function taskDocument(row: TaskRow, { wants }: Projection, sides: SideParts): ReadTask {
  const read = new Map(documents.flatMap((name) => (row[name] === undefined ? [] : [[name, parseObject(row[name])] as const])))
  const document = (name: TaskDocument) => (read.get(name) === undefined ? {} : { [name]: read.get(name) })
  return {
    ...present(Object.fromEntries(shownColumns.map((name) => [name, row[name]]))),
    ...present(Object.fromEntries(shownTimes.map((name) => [name, typeof row[name] === 'number' ? isoTime(row[name]) : undefined]))),
    ...(typeof row.begun === 'number' ? { begun: isoTime(row.begun) } : {}),
    ...(row.paused === 1 ? { paused: true } : {}),
    ...(row.status_message === undefined
      ? {}
      : { status_message: row.stop_requested === 1 && row.status === 'in_progress' ? 'stopping' : row.status_message }),
    ...present({ report_assets: parseList<string>(row.report_assets ?? '') }),
    ...document('script'),
    ...document('output'),
    ...document('container'),
    ...document('runtime'),
    ...document('resources'),
    ...(read.has('models') ? { models: { input: [], output: [], ...read.get('models') } } : {}),
    ...(wants('execution') ? { execution: executionOf(row, read.get('execution'), sides) } : {}),
    ...sides.of(row.id),
    id: row.id,
    unreadable: [...[...read].flatMap(([name, value]) => (value === undefined ? [name] : [])), ...sides.unreadable(row.id)],
  }
}

function executionOf({ id, queue }: TaskRow, others: object | undefined, sides: SideParts): Readonly<Record<string, unknown>> {
  return { ...others, ...(queue === undefined || queue === null ? {} : { queue }), artifacts: sides.artifacts(id) }
}
