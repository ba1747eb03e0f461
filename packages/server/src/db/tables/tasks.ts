import { hasEnded, statusesBefore, type TaskStatus, taskStatuses } from '@clearway/contract'
import { type Selectable, sql, type Updateable, type UpdateObject } from 'kysely'
import type { Actor, Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { dialectOf, isPostgres } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { activeDuration } from '../sql/active-duration.ts'
import { greatest } from '../sql/greatest.ts'
import { lockedFor, type ReaderFor, type ReadFor, withRowLock } from '../sql/lock-row.ts'
import { columnsOf, type Given, givenColumns, prepared, preparedRead } from '../sql/prepared.ts'
import { ownedBy } from '../sql/visible.ts'
import type { Database } from '../schema.ts'
import type { TaskTable } from '../task-columns.ts'

export const rowColumns = [
  'id',
  'company',
  'user',
  'name',
  'type',
  'status',
  'status_reason',
  'status_message',
  'project',
  'parent',
  'maker',
  'queue',
  'enqueue_status',
  'started',
  'completed',
  'last_worker',
  'last_update',
  'stop_requested',
  'driver',
  'paused',
  'generation',
  'rev',
] as const

/** The columns of a task on which decisions depend, without its documents. */
export type TaskRow = Pick<TaskTable, (typeof rowColumns)[number]>

/** A task by its id or by an alias. */
export function findTask<P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose = 'refer' as P): Promise<TaskRow> {
  return findTaskWith(scope, id, [], purpose)
}

/** A task by its id or by an alias, with further columns, such as documents. */
export async function findTaskWith<C extends keyof TaskTable = never, P extends ReadFor = 'refer'>(
  scope: ReaderFor<P>,
  id: string,
  columns: readonly C[],
  purpose = 'refer' as P,
): Promise<TaskRow & Pick<Selectable<TaskTable>, C>> {
  const { db, company } = scope
  // The purpose decides the row's lock, which is part of the statement.
  const shape = [db.isTransaction ? purpose : '', ...columns].join(' ')
  const read = async (known: string): Promise<(TaskRow & Pick<Selectable<TaskTable>, C>) | undefined> => {
    const [row]: readonly unknown[] = (await taskById(db, { id: known, company }, shape)).rows
    return row as (TaskRow & Pick<Selectable<TaskTable>, C>) | undefined
  }
  const task = await read(id)
  if (task !== undefined) return task
  const alias = await db.selectFrom('task_alias').select('task').where('alias', '=', id).where('company', '=', company).executeTakeFirst()
  const behind = alias === undefined ? undefined : await read(alias.task)
  if (behind === undefined) throw new ActionError('task_not_found', { task: id })
  return behind
}

const taskById = preparedRead((db, given: Given<{ id: string; company: string }>, shape) => {
  const [purpose = '', ...columns] = shape.split(' ')
  const all = [...new Set([...rowColumns, ...(columns as (keyof TaskTable)[])])]
  const query = db
    .selectFrom('task')
    .select(all)
    .where('id', '=', given('id'))
    .where('company', 'in', [given('company'), ''])
  return (purpose === '' ? query : withRowLock(db, query, purpose as ReadFor)).compile()
})

/**
 * The same, for a task that is to be changed; refuses a public one. Whoever changes a task, its attempt or its queue entry locks the task's row first,
 * so what was read stays valid until the transaction ends.
 */
export async function findOwnTask<P extends ReadFor = 'change'>(
  scope: ReaderFor<P>,
  id: string,
  purpose = 'change' as P,
): Promise<TaskRow> {
  const task = await findTask(scope, id, purpose)
  if (task.company !== scope.company) throw new ActionError('read_only', { task: id })
  return task
}

/** Locks a task. Returns whether another transaction may have changed it before; under SQLite this transaction is the only writer. */
export async function lockTask(tx: Tx, id: string): Promise<boolean> {
  if (!isPostgres(tx.db)) return false
  await lockedFor(tx, tx.db.selectFrom('task').select('id').where('id', '=', id), 'change').execute()
  return true
}

export interface Move {
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
  /** The statuses from which the move is allowed, instead of those of the state table. */
  readonly from?: readonly TaskStatus[] | undefined
  /** Other columns to change. The move itself sets the time of the end. */
  readonly set?: Omit<Updateable<TaskTable>, 'completed'> & { readonly completed?: null }
}

/**
 * Moves a task to a status, or refuses. The guard is the `where`, so two callers can never both win. A move overwrites reason and message, with two
 * exceptions: a repeated end keeps its time, reason and message, and a stop request keeps its reason.
 */
export async function moveTask(actor: Actor, task: TaskRow, to: TaskStatus, move: Move = {}): Promise<TaskRow> {
  const { db, company, now, notify } = actor
  assertMove(task, to, move)
  const at = now()
  const isRepeated = task.status === to && hasEnded(to)
  const isStopping = task.status === 'in_progress' && to === 'in_progress' && task.stop_requested === 1
  const set = {
    status: to,
    status_reason: (isRepeated || isStopping ? task.status_reason : '') || (move.reason ?? ''),
    status_message: (isRepeated ? task.status_message : '') || (move.message ?? ''),
    ...(isRepeated ? {} : { status_changed: at }),
    ...(hasEnded(to) ? { completed: task.completed !== null && hasEnded(task.status) ? task.completed : at } : {}),
    last_update: at,
    last_change: at,
    last_changed_by: actor.user.id,
    // A stop request stays until the task has left the agent.
    ...(to === 'in_progress' && task.status === 'in_progress' ? {} : { stop_requested: 0 as const }),
    ...(isRepeated ? {} : move.set),
  }
  const kind = hasEnded(to) && !hasEnded(task.status) ? 'end' : 'move'
  const [moved] = (await setMoved(db, { ...set, id: task.id, company, from: task.status, at }, `${kind} ${columnsOf(set)}`)).rows
  if (moved === undefined) throw new ActionError('status_changed', { task: task.id, status: task.status, to })
  if (to === 'queued') await deleteDevelopmentTag(db, { task: task.id })
  actor.recordChange({ entity: 'task', id: task.id, project: task.project, kind: 'status', rev: moved.rev })
  notify(`task:${task.id}`)
  return moved
}

type MoveValues = Updateable<TaskTable> & { readonly id: string; readonly company: string; readonly from: TaskStatus; readonly at: number }

/** The shape: `end` for a move that ends the task, else `move`; then the columns that are set. */
const setMoved = prepared((db, given: Given<MoveValues>, shape) => {
  const [kind, ...columns] = shape.split(' ')
  return db
    .updateTable('task')
    .set((eb) => ({
      ...givenColumns(given, columns.join(' ')),
      ...(kind === 'end' ? { active_duration: activeDuration(given('at')) } : {}),
      rev: eb('rev', '+', 1),
    }))
    .where('id', '=', given('id'))
    .where('company', '=', given('company'))
    .where('status', '=', given('from'))
    .returning(rowColumns)
    .compile()
})

const deleteDevelopmentTag = prepared((db, given: Given<{ task: string }>) =>
  db.deleteFrom('task_tag').where('task', '=', given('task')).where('kind', '=', 'system_tags').where('tag', '=', 'development').compile(),
)

/** Refuses a move that the state table, or the move's own `from`, does not allow. */
export function assertMove(task: TaskRow, to: TaskStatus, { force, from = statusesBefore(to) }: Pick<Move, 'force' | 'from'>): void {
  const allowed = force === true ? taskStatuses : from
  if (!allowed.includes(task.status)) throw new ActionError('invalid_transition', { task: task.id, status: task.status, to, allowed })
}

/** Requests that the processes of a task end, because the task is no longer in progress. */
export async function requestStop({ db, company, notify }: Tx, id: string): Promise<void> {
  await db.updateTable('task').set({ stop_requested: 1 }).where('id', '=', id).where('company', '=', company).execute()
  notify(`task:${id}`)
}

export type TaskChange = Updateable<TaskTable>

export interface EditOptions {
  /** The kind of change that the change stream reports. */
  readonly kind?: string
  /** Whether the change counts as a sign of life. */
  readonly update?: boolean
}

/** Changes columns of a task and records the change for the stream. Returns how many rows changed. */
export async function editTask(
  actor: Actor,
  task: Pick<TaskRow, 'id'>,
  set: UpdateObject<Database, 'task'>,
  options: EditOptions = {},
): Promise<number> {
  return (await editTasks(actor, [task.id], set, options)).length
}

/** Changes columns of several tasks, in one statement, and records the changes. Returns the ids of those that changed: the company's own. */
export async function editTasks(
  actor: Actor,
  ids: readonly string[],
  set: UpdateObject<Database, 'task'>,
  { kind = 'edited', update = true }: EditOptions = {},
): Promise<readonly string[]> {
  const { db, company, now } = actor
  const at = now()
  const rows = await db
    .updateTable('task')
    .set((eb) => ({
      ...set,
      last_change: at,
      last_changed_by: actor.user.id,
      rev: eb('rev', '+', 1),
      ...(update ? { last_update: at } : {}),
    }))
    .where(inList(sql.ref('id'), ids, dialectOf(db)))
    .where(ownedBy(company))
    .returning(['id', 'rev', 'project'])
    .execute()
  for (const { id, project, rev } of rows) actor.recordChange({ entity: 'task', id, project, kind, rev })
  return rows.map(({ id }) => id)
}

/** The status columns of tasks for callers who wait for them. */
export async function readStanding({ db, company }: Reader, ids: readonly string[]) {
  return db
    .selectFrom('task')
    .select((eb) => [
      'id',
      'status',
      'status_reason',
      'status_message',
      'stop_requested',
      eb
        .selectFrom('attempt')
        .select((a) => a.fn.coalesce(a.fn.max('number'), a.val(0)).as('n'))
        .whereRef('attempt.task', '=', 'task.id')
        .as('attempt'),
    ])
    .where('company', 'in', [company, ''])
    .where('id', 'in', ids)
    .execute()
}

/** Columns of a task beyond those of `TaskRow`, such as its documents. */
export async function readTaskColumns<C extends keyof TaskTable>(
  { db }: Pick<Reader, 'db'>,
  id: string,
  columns: readonly C[],
): Promise<Pick<Selectable<TaskTable>, C>> {
  const row: unknown = await db.selectFrom('task').select(columns).where('id', '=', id).executeTakeFirstOrThrow()
  return row as Pick<Selectable<TaskTable>, C>
}

/** Whether a task belongs to the company. */
export async function isOwnTask({ db, company }: Reader, id: string): Promise<boolean> {
  return (await db.selectFrom('task').select('id').where('id', '=', id).where('company', '=', company).executeTakeFirst()) !== undefined
}

/** The status and the models of a task of any company; undefined if the task was deleted. */
export async function findTaskModels({ db }: Pick<Reader, 'db'>, id: string) {
  return db.selectFrom('task').select(['id', 'status', 'models']).where('id', '=', id).executeTakeFirst()
}

/** Raises the last iteration of a task of the company; a lower one changes nothing. */
export async function raiseIteration(actor: Actor, task: string, iteration: number): Promise<void> {
  await editTasks(actor, [task], { last_iteration: greatest(actor, sql.ref('last_iteration'), iteration) })
}
