import { statusesBefore, type TaskStatus, taskStatuses } from '@clearway/contract'
import { type RawBuilder, sql, type Updateable } from 'kysely'
import { noteChange } from '../changes/outbox.ts'
import type { Scope } from '../context.ts'
import { ActionError } from '../errors.ts'
import type { TaskTable } from './schema.ts'

/** A scope in which somebody acts. */
export type Actor = Scope & { readonly user: { readonly id: string } }

const rowColumns = [
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
  'queue',
  'enqueue_status',
  'started',
  'last_worker',
  'last_update',
  'stop_requested',
  'generation',
  'rev',
] as const
/** The columns of a task that decisions are made by; its documents stay where they are. */
export type TaskRow = Pick<TaskTable, (typeof rowColumns)[number]>

/** A task by its id, or by the id of a launch that stands for it. */
export async function findTask({ db, company }: Scope, id: string): Promise<TaskRow> {
  const visible = [company, '']
  const task = await db.selectFrom('task').select(rowColumns).where('id', '=', id).where('company', 'in', visible).executeTakeFirst()
  if (task !== undefined) return task
  const alias = await db
    .selectFrom('task_alias as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .select(rowColumns.map((column) => `t.${column}` as const))
    .where('a.alias', '=', id)
    .where('a.company', '=', company)
    .executeTakeFirst()
  if (alias === undefined) throw new ActionError('task_not_found', { task: id })
  return alias
}

/** The same, for a task that is to be changed. */
export async function findOwnTask(scope: Scope, id: string): Promise<TaskRow> {
  const task = await findTask(scope, id)
  if (task.company !== scope.company) throw new ActionError('read_only', { task: id })
  return task
}

export interface Move {
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
  /** Only from one of these; instead of the state table. */
  readonly from?: readonly TaskStatus[] | undefined
  /** Other columns that change with it. */
  readonly set?: Updateable<TaskTable>
}

/** Moves a task, or says why not. The guard is the `where`, so two callers can never both win. Every move writes reason and message anew. */
export async function moveTask(actor: Actor, task: TaskRow, to: TaskStatus, move: Move = {}): Promise<TaskRow> {
  const { db, company, now, notify } = actor
  const allowed = move.force === true ? taskStatuses : (move.from ?? statusesBefore(to))
  if (!allowed.includes(task.status)) throw new ActionError('invalid_transition', { task: task.id, status: task.status, to, allowed })
  const at = now()
  const moved = await db
    .updateTable('task')
    .set((eb) => ({
      status: to,
      status_reason: move.reason ?? '',
      status_message: move.message ?? '',
      status_changed: at,
      last_update: at,
      last_change: at,
      last_changed_by: actor.user.id,
      rev: eb('rev', '+', 1),
      // A request to stop lasts until the task is out of the agent's hands.
      ...(to === 'in_progress' ? {} : { stop_requested: 0 as const }),
      ...move.set,
    }))
    .where('id', '=', task.id)
    .where('company', '=', company)
    .where('status', '=', task.status)
    .returning(rowColumns)
    .executeTakeFirst()
  if (moved === undefined) throw new ActionError('status_changed', { task: task.id, status: task.status, to })
  if (to === 'queued')
    await db.deleteFrom('task_tag').where('task', '=', task.id).where('kind', '=', 'system_tags').where('tag', '=', 'development').execute()
  await noteChange(actor, { entity: 'task', id: task.id, project: task.project, kind: 'status', rev: moved.rev })
  notify(`task:${task.id}`)
  return moved
}

export interface Touch {
  /** What kind of change the stream tells of. */
  readonly kind?: string
  /** Whether it counts as a sign of life. */
  readonly update?: boolean
}

/** Changes columns of a task and tells the stream. Answers how many rows changed. */
export async function editTask(
  actor: Actor,
  task: Pick<TaskRow, 'id' | 'project'>,
  set: Updateable<TaskTable>,
  { kind = 'edited', update = true }: Touch = {},
): Promise<number> {
  const { db, company, now } = actor
  const at = now()
  const row = await db
    .updateTable('task')
    .set((eb) => ({
      ...set,
      last_change: at,
      last_changed_by: actor.user.id,
      rev: eb('rev', '+', 1),
      ...(update ? { last_update: at } : {}),
    }))
    .where('id', '=', task.id)
    .where('company', '=', company)
    .returning(['rev', 'project'])
    .executeTakeFirst()
  if (row === undefined) return 0
  await noteChange(actor, { entity: 'task', id: task.id, project: row.project, kind, rev: row.rev })
  return 1
}

/** A sign of life: the task's clock runs on, and nothing else changes. */
export async function pingTask({ db, company, now }: Scope, id: string): Promise<void> {
  const at = now()
  await db
    .updateTable('task')
    .set({ last_update: at, active_duration: activeDuration(at) })
    .where('id', '=', id)
    .where('company', '=', company)
    .execute()
}

/** Seconds since the task began. SQLite binds every number as a double, so the division has to be cut. */
export function activeDuration(at: number): RawBuilder<number | null> {
  return sql`case when started is null then active_duration else cast((${at} - started) / 1000 as integer) end`
}

/** The tasks that have this one as parent. */
export async function childrenOf({ db, company }: Scope, parent: string): Promise<TaskRow[]> {
  return db.selectFrom('task').select(rowColumns).where('company', '=', company).where('parent', '=', parent).orderBy('id').execute()
}

/** How a task stands, for those who wait for it. */
export async function readStanding({ db, company }: Scope, ids: readonly string[]) {
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
