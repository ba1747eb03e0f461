import type { Updateable } from 'kysely'
import { isLight, type Resources } from '@clearway/contract'
import type { Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { cleanName } from '../sql/clean-name.ts'
import { isPostgres } from '../connection/dialect.ts'
import { isUniqueViolation } from '../connection/db-error.ts'
import { json } from '../sql/json.ts'
import { lockedFor, type ReadFor } from '../sql/lock-row.ts'
import type { QueueTable } from '../schema.ts'
import { replaceTags } from './tags.ts'
import type { TaskRow } from './tasks.ts'
import { parseObject } from '../sql/unreadable.ts'

/** A queue by its id. A name is refused, because ClearML's clients rely on that. */
export async function findQueue(scope: Reader, id: string, purpose: ReadFor = 'refer') {
  const queues = scope.db.selectFrom('queue').selectAll().where('id', '=', id).where('company', 'in', [scope.company, ''])
  const queue = await lockedFor(scope, queues, purpose).executeTakeFirst()
  if (queue === undefined) throw new ActionError('queue_not_found', { queue: id })
  return queue
}

/** Refuses the first id that is not that of a queue. */
export async function assertQueues({ db, company }: Reader, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await db.selectFrom('queue').select('id').where('id', 'in', ids).where('company', 'in', [company, '']).execute()
  const missing = ids.find((id) => !rows.some((row) => row.id === id))
  if (missing !== undefined) throw new ActionError('queue_not_found', { queue: missing })
}

export async function findQueueByName({ db, company }: Reader, name: string) {
  return db.selectFrom('queue').select(['id', 'name']).where('company', '=', company).where('name', '=', name).executeTakeFirst()
}

/** The queue with the system tag `default`. */
export async function findDefaultQueue({ db, company }: Reader) {
  const queue = await db
    .selectFrom('queue as q')
    .innerJoin('queue_tag as t', 't.queue', 'q.id')
    .select(['q.id', 'q.name'])
    .where('q.company', '=', company)
    .where('t.kind', '=', 'system_tags')
    .where('t.tag', '=', 'default')
    .orderBy('q.created')
    .executeTakeFirst()
  if (queue === undefined) throw new ActionError('no_default_queue')
  return queue
}

export interface NewQueue {
  readonly name: string
  readonly displayName?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly systemTags?: readonly string[] | undefined
  readonly metadata?: object | undefined
}

export async function addQueue(
  scope: Tx & { readonly user: { readonly id: string } },
  { name, displayName, tags = [], systemTags = [], metadata = {} }: NewQueue,
): Promise<string> {
  const { db, company, user, now, newId } = scope
  const id = newId()
  try {
    await db
      .insertInto('queue')
      .values({
        id,
        company,
        user: user.id,
        name: cleanName(name),
        display_name: displayName ?? null,
        created: now(),
        last_update: now(),
        rev: 1,
        metadata: json(metadata),
      })
      .execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw new ActionError('name_taken', { name }, { cause: error })
    throw error
  }
  await replaceTags(scope, 'queue', id, { tags, system_tags: systemTags })
  scope.recordChange({ entity: 'queue', id, kind: 'created', rev: 1 })
  return id
}

/** Records that a queue's entries changed. */
export async function recordQueueChange(scope: Tx, id: string, kind = 'entries'): Promise<void> {
  const row = await scope.db
    .updateTable('queue')
    .set((eb) => ({ last_update: scope.now(), rev: eb('rev', '+', 1) }))
    .where('id', '=', id)
    .returning('rev')
    .executeTakeFirst()
  if (row !== undefined) scope.recordChange({ entity: 'queue', id, kind, rev: row.rev })
}

export interface NewEntry {
  readonly at?: 'head' | 'tail'
  readonly lane?: 'any' | 'step'
  readonly notBefore?: number
  /** The lost attempt because of which the task is queued again. */
  readonly lost?: string
}

/** Puts a task into a queue, and out of any other: at the end, or at the head if the task is returned. */
export async function addEntry(
  scope: Tx,
  task: Pick<TaskRow, 'id' | 'type'>,
  queue: string,
  { at = 'tail', lane = 'any', notBefore, lost }: NewEntry = {},
): Promise<void> {
  const { db, company, now } = scope
  const { resources } = await db.selectFrom('task').select('resources').where('id', '=', task.id).executeTakeFirstOrThrow()
  // Resources that cannot be read count as none: the task fails when it is taken (`dispatch/take.ts`) and blocks nobody here.
  const needs = parseObject<Resources>(resources) ?? {}
  const gpus = needs.gpus ?? (await gpusByProperty(scope, task.id))
  await db.deleteFrom('queue_entry').where('task', '=', task.id).execute()
  await db
    .insertInto('queue_entry')
    .values((eb) => ({
      task: task.id,
      company,
      queue,
      rank:
        at === 'tail'
          ? eb
              .selectFrom('queue_entry')
              .select((e) => e(e.fn.coalesce(e.fn.max('rank'), e.val(0)), '+', 1).as('r'))
              .where('queue', '=', queue)
          : eb
              .selectFrom('queue_entry')
              .select((e) => e(e.fn.coalesce(e.fn.min('rank'), e.val(0)), '-', 1).as('r'))
              .where('queue', '=', queue),
      added: now(),
      not_before: notBefore ?? null,
      light: isLight(task.type) && gpus === 0 ? 1 : 0,
      lane,
      attempt: null,
      lost: lost ?? null,
      gpus,
      gpu_memory: needs.gpuMemory ?? 0,
      cpus: needs.cpus ?? 0,
      memory: needs.memory ?? 0,
      labels: json(needs.labels ?? []),
    }))
    .execute()
  await recordQueueChange(scope, queue)
  scope.notify('work')
}

/** The GPUs that a Python program requests by the user property `resources.gpus`. */
async function gpusByProperty({ db }: Reader, task: string): Promise<number> {
  const row = await db
    .selectFrom('task_param')
    .select('num')
    .where('task', '=', task)
    .where('section', '=', 'properties')
    .where('name', '=', 'resources.gpus')
    .executeTakeFirst()
  return Math.max(0, Math.trunc(row?.num ?? 0))
}

/** Removes a task's entry. Returns the queue of the entry. */
export async function removeEntry(scope: Tx, task: string): Promise<string | undefined> {
  const row = await deleteEntry(scope, task)
  if (row !== undefined) await recordQueueChange(scope, row.queue)
  return row?.queue
}

/** Removes the entry of a confirmed claim. The list of the queue has left it out since the claim. */
export async function removeHeldEntry(scope: Tx, task: string): Promise<void> {
  await deleteEntry(scope, task)
}

/** Removes the entry that was made when this attempt was lost. False if the task has been claimed, or was queued for another reason. */
export async function removeLostEntry(scope: Tx, { id, task }: { readonly id: string; readonly task: string }): Promise<boolean> {
  const { db, company } = scope
  const row = await db
    .deleteFrom('queue_entry')
    .where('task', '=', task)
    .where('company', '=', company)
    .where('lost', '=', id)
    .where('attempt', 'is', null)
    .returning('queue')
    .executeTakeFirst()
  if (row !== undefined) await recordQueueChange(scope, row.queue)
  return row !== undefined
}

async function deleteEntry({ db, company }: Tx, task: string) {
  return db.deleteFrom('queue_entry').where('task', '=', task).where('company', '=', company).returning('queue').executeTakeFirst()
}

/** Frees the entry of a claim that failed, at its old rank. */
export async function releaseEntry(scope: Tx, attempt: string, lane?: 'step'): Promise<void> {
  const row = await scope.db
    .updateTable('queue_entry')
    .set({ attempt: null, ...(lane === undefined ? {} : { lane }) })
    .where('attempt', '=', attempt)
    .returning('queue')
    .executeTakeFirst()
  if (row === undefined) return
  await recordQueueChange(scope, row.queue)
  scope.notify('work')
}

/** The waiting tasks of a queue in their order, without those that a claim holds, as in ClearML. */
export async function entriesOf({ db }: Reader, queue: string) {
  return db
    .selectFrom('queue_entry')
    .select(['task', 'added', 'rank'])
    .where('queue', '=', queue)
    .where('attempt', 'is', null)
    .orderBy('rank')
    .orderBy('task')
    .execute()
}

/** Locks all entries of a queue in one order, so that two callers who move entries never deadlock. SQLite has one writer and needs no locks. */
export async function lockEntries({ db }: Reader, queue: string): Promise<void> {
  if (isPostgres(db)) await db.selectFrom('queue_entry').select('task').where('queue', '=', queue).orderBy('task').forUpdate().execute()
}

/** For each queue with entries: how many tasks wait, and which is next. */
export async function findFirstEntries({ db }: Reader, queues: readonly string[]) {
  if (queues.length === 0) return new Map<string, { count: number; next: { id: string; name: string } }>()
  const rows = await db
    .selectFrom('queue_entry as e')
    .innerJoin('task as t', 't.id', 'e.task')
    .select(({ fn }) => [
      'e.queue',
      'e.task',
      't.name',
      fn
        .countAll<number>()
        .over((o) => o.partitionBy('e.queue'))
        .as('count'),
      fn
        .agg<number>('row_number')
        .over((o) => o.partitionBy('e.queue').orderBy('e.rank').orderBy('e.task'))
        .as('position'),
    ])
    .where('e.queue', 'in', queues)
    .where('e.attempt', 'is', null)
    .execute()
  return new Map(
    rows.filter(({ position }) => position === 1).map(({ queue, task, name, count }) => [queue, { count, next: { id: task, name } }]),
  )
}

/** The name of a queue, also if the queue was deleted. */
export async function queueName({ db }: Pick<Reader, 'db'>, id: string): Promise<{ id: string; name: string } | undefined> {
  return db.selectFrom('queue').select(['id', 'name']).where('id', '=', id).executeTakeFirst()
}

/** Whether any moved task waits for the worker that it left, over all companies. */
export async function areMovedWaiting({ db }: Pick<Reader, 'db'>): Promise<boolean> {
  return (await db.selectFrom('queue_entry').select('task').where('not_before', 'is not', null).limit(1).executeTakeFirst()) !== undefined
}

/** Lets light lanes take the moved tasks that their old workers no longer report, or whose waiting time is over. Over all companies. */
export async function releaseMoved({ db, now, notify }: Tx): Promise<void> {
  const ready = await db
    .updateTable('queue_entry as e')
    .set({ not_before: null })
    .where('e.not_before', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('e.not_before', '<=', now()),
        eb.not(
          eb.exists(eb.selectFrom('worker as w').select('w.id').whereRef('w.task', '=', 'e.task').whereRef('w.company', '=', 'e.company')),
        ),
      ]),
    )
    .returning('task')
    .execute()
  if (ready.length > 0) notify('work')
}

/** Reserves an entry for a claim, so that the list of the queue leaves it out. */
export async function reserveEntry(
  tx: Tx,
  { task, queue }: { readonly task: string; readonly queue: string },
  attempt: string,
): Promise<void> {
  await tx.db.updateTable('queue_entry').set({ attempt }).where('task', '=', task).execute()
  await recordQueueChange(tx, queue)
}

/** Writes columns of a queue. Refuses a name that another queue has. */
export async function setQueueColumns({ db, now }: Tx, id: string, set: Updateable<QueueTable>): Promise<void> {
  try {
    await db
      .updateTable('queue')
      .set({ ...set, last_update: now() })
      .where('id', '=', id)
      .execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw new ActionError('name_taken', { name: set.name ?? '' }, { cause: error })
    throw error
  }
}

/** The tasks of all entries of a queue, whether or not a claim holds them; in one order, so that two callers who change them never deadlock. */
export async function tasksInQueue({ db }: Pick<Reader, 'db'>, queue: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('queue_entry').select('task').where('queue', '=', queue).orderBy('task').execute()
  return rows.map(({ task }) => task)
}

/** Deletes a queue with its entries and tags, and its assignments to workers. */
export async function deleteQueueRows({ db, now, recordChange }: Tx, id: string): Promise<void> {
  await db.deleteFrom('queue_entry').where('queue', '=', id).execute()
  await db.deleteFrom('queue_tag').where('queue', '=', id).execute()
  await db.deleteFrom('worker_queue').where('queue', '=', id).execute()
  await db.deleteFrom('queue').where('id', '=', id).execute()
  recordChange({ entity: 'queue', id, kind: 'deleted', rev: now() })
}

export async function setRank({ db }: Tx, task: string, rank: number): Promise<void> {
  await db.updateTable('queue_entry').set({ rank }).where('task', '=', task).execute()
}
