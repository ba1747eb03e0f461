import { isLight, type Resources } from '@clearway/contract'
import type { ExpressionBuilder, Insertable, OnConflictDatabase, OnConflictTables } from 'kysely'
import { defined } from '../../defined.ts'
import type { Clock, Reader, Tx } from '../../scope.ts'
import type { Database } from '../schema.ts'
import { isCloneOfRun } from '../sql/clone-of-run.ts'
import { json } from '../sql/json.ts'
import { type Given, givenColumns, prepared, preparedRead } from '../sql/prepared.ts'
import type { TaskRow } from './tasks.ts'
import { parseObject } from '../sql/unreadable.ts'
import { recordQueueChange } from './queues.ts'

export interface NewEntry {
  readonly at?: 'head' | 'tail'
  readonly lane?: 'any' | 'step'
  /** The time before which nobody may claim the task. */
  readonly notBefore?: number
  /** Whether a light lane may claim the task earlier, once its old worker no longer reports it. */
  readonly isMoved?: boolean
  /** The lost attempt because of which the task is queued again. */
  readonly lost?: string
}

/** Puts a task into a queue, and out of any other: at the end, or at the head if the task is returned. */
export async function addEntry(
  tx: Tx,
  task: Pick<TaskRow, 'id' | 'type'>,
  queue: string,
  { at = 'tail', lane = 'any', notBefore, isMoved = false, lost }: NewEntry = {},
): Promise<void> {
  const { db, company, now } = tx
  const { resources, gpus: requested, paused, isBelowPaused } = await readEntryParts(tx, task.id)
  // Resources that cannot be read count as none: the task fails when it is taken (`dispatch/take.ts`) and blocks nobody here.
  const needs = parseObject<Resources>(resources) ?? {}
  const gpus = needs.gpus ?? Math.max(0, Math.trunc(requested ?? 0))
  const entry = {
    task: task.id,
    company,
    queue,
    added: now(),
    not_before: notBefore ?? null,
    moved: isMoved ? 1 : 0,
    paused: paused === 1 || Boolean(isBelowPaused) ? 1 : 0,
    light: isLight(task.type) && gpus === 0 ? 1 : 0,
    lane,
    attempt: null,
    lost: lost ?? null,
    gpus,
    gpu_memory: needs.gpuMemory ?? 0,
    cpus: needs.cpus ?? 0,
    memory: needs.memory ?? 0,
    labels: json(needs.labels ?? []),
  } as const
  await insertEntry(db, entry, at)
  await recordQueueChange(tx, queue)
  tx.notify('work')
}

type EntryValues = Omit<Insertable<Database['queue_entry']>, 'rank'>

const insertEntry = prepared((db, given: Given<EntryValues>, at) =>
  db
    .insertInto('queue_entry')
    .values((eb) => {
      const inQueue = eb.selectFrom('queue_entry').where('queue', '=', given('queue'))
      return {
        ...givenColumns(given, ['task', ...entryColumns].join(' ')),
        rank:
          at === 'tail'
            ? inQueue.select((e) => e(e.fn.coalesce(e.fn.max('rank'), e.val(0)), '+', 1).as('r'))
            : inQueue.select((e) => e(e.fn.coalesce(e.fn.min('rank'), e.val(0)), '-', 1).as('r')),
      }
    })
    .onConflict((on) => on.column('task').doUpdateSet(excludedEntry))
    .compile(),
)

/** An entry that the task has already becomes the new one. */
function excludedEntry(eb: ExpressionBuilder<OnConflictDatabase<Database, 'queue_entry'>, OnConflictTables<'queue_entry'>>) {
  return Object.fromEntries(entryColumns.map((column) => [column, eb.ref(`excluded.${column}`)]))
}

type EntryColumn = Exclude<keyof Database['queue_entry'], 'task'>

/** All columns but the task's: a record, so that the compiler asks for a new column here. */
const entryColumns = Object.keys({
  company: true,
  queue: true,
  rank: true,
  added: true,
  not_before: true,
  moved: true,
  paused: true,
  light: true,
  lane: true,
  attempt: true,
  lost: true,
  gpus: true,
  gpu_memory: true,
  cpus: true,
  memory: true,
  labels: true,
} satisfies Record<EntryColumn, true>) as readonly EntryColumn[]

/**
 * What an entry is made of: the task's resources, the GPUs that a Python program requests by the user property `resources.gpus`, and whether it or its run
 * is paused.
 */
async function readEntryParts({ db }: Pick<Reader, 'db'>, task: string) {
  return defined((await entryParts(db, { task })).rows[0])
}

const entryParts = preparedRead((db, given: Given<{ task: string }>) =>
  db
    .selectFrom('task as t')
    .leftJoin('task as p', 'p.id', 't.parent')
    .select((eb) => [
      't.resources',
      't.paused',
      eb.and([eb('p.paused', '=', 1), eb.not(isCloneOfRun('t'))]).as('isBelowPaused'),
      eb
        .selectFrom('task_param as g')
        .select('g.num')
        .where('g.task', '=', given('task'))
        .where('g.section', '=', 'properties')
        .where('g.name', '=', 'resources.gpus')
        .as('gpus'),
    ])
    .where('t.id', '=', given('task'))
    .compile(),
)

/** Removes a task's entry. Returns the queue of the entry. */
export async function removeEntry(tx: Tx, task: string): Promise<string | undefined> {
  const row = await deleteEntry(tx, task)
  if (row !== undefined) await recordQueueChange(tx, row.queue)
  return row?.queue
}

/** Removes the entry of a confirmed claim. The list of the queue has left it out since the claim. */
export async function removeHeldEntry(tx: Tx, task: string): Promise<void> {
  await deleteEntry(tx, task)
}

/** Removes the entry that was made when this attempt was lost. False if the task has been claimed, or was queued for another reason. */
export async function removeLostEntry(tx: Tx, { id, task }: { readonly id: string; readonly task: string }): Promise<boolean> {
  const { db, company } = tx
  const row = await db
    .deleteFrom('queue_entry')
    .where('task', '=', task)
    .where('company', '=', company)
    .where('lost', '=', id)
    .where('attempt', 'is', null)
    .returning('queue')
    .executeTakeFirst()
  if (row !== undefined) await recordQueueChange(tx, row.queue)
  return row !== undefined
}

async function deleteEntry({ db, company }: Tx, task: string) {
  return (await deleteEntryOf(db, { task, company })).rows[0]
}

const deleteEntryOf = prepared((db, given: Given<{ task: string; company: string }>) =>
  db.deleteFrom('queue_entry').where('task', '=', given('task')).where('company', '=', given('company')).returning('queue').compile(),
)

/** Frees the entry of a claim that failed, at its old rank. */
export async function releaseEntry(tx: Tx, attempt: string, lane?: 'step'): Promise<void> {
  const row = await tx.db
    .updateTable('queue_entry')
    .set({ attempt: null, ...(lane === undefined ? {} : { lane }) })
    .where('attempt', '=', attempt)
    .returning('queue')
    .executeTakeFirst()
  if (row === undefined) return
  await recordQueueChange(tx, row.queue)
  tx.notify('work')
}

interface Where {
  /** Whether the light tasks of all queues count. */
  readonly light: boolean
  /** The queues of which all tasks count. */
  readonly queues: readonly string[]
}

/** Whether any task waits that no claim has. */
export async function isAnyUnclaimed({ db, company }: Reader, { light, queues }: Where): Promise<boolean> {
  if (!light && queues.length === 0) return false
  const row = await db
    .selectFrom('queue_entry')
    .select('task')
    .where('company', '=', company)
    .where('attempt', 'is', null)
    .where((eb) => eb.or([...(light ? [eb('light', '=', 1)] : []), ...(queues.length > 0 ? [eb('queue', 'in', [...queues])] : [])]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** When the next of the delayed tasks may be claimed. */
export async function nextDelayed({ db, company, now }: Reader & Clock): Promise<number | undefined> {
  const row = await db
    .selectFrom('queue_entry')
    .select(({ fn }) => fn.min('not_before').as('at'))
    .where('company', '=', company)
    .where('not_before', '>', now())
    .where('attempt', 'is', null)
    .executeTakeFirst()
  return row?.at ?? undefined
}

/** Whether any moved task waits for the worker that it left, over all companies. */
export async function areMovedWaiting({ db }: Pick<Reader, 'db'>): Promise<boolean> {
  return (await db.selectFrom('queue_entry').select('task').where('moved', '=', 1).limit(1).executeTakeFirst()) !== undefined
}

/** Lets light lanes take the moved tasks that their old workers no longer report, or whose waiting time is over. Over all companies. */
export async function releaseMoved({ db, now, notify }: Tx): Promise<void> {
  const ready = await db
    .updateTable('queue_entry as e')
    .set({ not_before: null, moved: 0 })
    .where('e.moved', '=', 1)
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
  await setReserved(tx.db, { task, attempt })
  await recordQueueChange(tx, queue)
}

const setReserved = prepared((db, given: Given<{ task: string; attempt: string }>) =>
  db
    .updateTable('queue_entry')
    .set({ attempt: given('attempt') })
    .where('task', '=', given('task'))
    .compile(),
)
