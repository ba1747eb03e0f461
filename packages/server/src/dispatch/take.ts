import { hashSecret, newKeyPair } from '../auth/key-pair.ts'
import type { Clock, Reader, Tx } from '../scope.ts'
import { addAttempt, type NewAttempt } from '../db/attempts.ts'
import { addCredential } from '../db/credentials.ts'
import { isPostgres } from '../db/dialect.ts'
import { removeEntry, touchQueue } from '../db/queues.ts'
import { findOwnTask, moveTask } from '../db/tasks.ts'
import { unreadableParts } from '../db/unreadable.ts'
import { type NotNull, sql } from 'kysely'
import { mayTake, type Seat } from './lanes.ts'
import { serverUser } from './lost.ts'

export interface Taken {
  readonly attempt: string
  readonly number: number
  readonly task: string
  readonly name: string
  readonly queue: string
  readonly added: number
  readonly user: string
  readonly accessKey: string
  readonly secretKey: string
}

export interface Taker extends Omit<NewAttempt, 'task' | 'queue' | 'lane' | 'slot'> {
  /** The first comes first. */
  readonly queues: readonly string[]
  readonly aliveSince: number
  /** Only this task, and only if it is the first. */
  readonly only?: string | undefined
}

/**
 * Takes the first entry that the seat may have: the entry is held, an attempt with its own key pair made. Runs inside a transaction;
 * under PostgreSQL entries that another claim is taking are skipped, under SQLite there is one writer. The unique index on live attempts
 * stands behind both.
 */
export async function take(scope: Tx, seat: Seat, { queues, aliveSince, only, ...taker }: Taker): Promise<Taken | undefined> {
  const entry = await firstReadable(scope, seat, queues, aliveSince)
  if (entry === undefined || (only !== undefined && entry.task !== only)) return undefined
  const attempt = await addAttempt(scope, {
    ...taker,
    task: entry.task,
    queue: entry.queue,
    lane: seat.lane,
    slot: seat.lane === 'step' ? seat.slot : null,
  })
  await scope.db.updateTable('queue_entry').set({ attempt: attempt.id }).where('task', '=', entry.task).execute()
  await touchQueue(scope, entry.queue)
  const pair = newKeyPair()
  await addCredential(scope, {
    accessKey: pair.accessKey,
    secretHash: hashSecret(pair.secretKey),
    user: entry.user,
    label: null,
    attempt: attempt.id,
  })
  return { attempt: attempt.id, number: attempt.number, ...entry, ...pair }
}

/** A task whose parts cannot be read would hold up all those behind it, and nobody could run it as it was meant: it fails, and says why. */
async function firstReadable(scope: Tx, seat: Seat, queues: readonly string[], aliveSince: number) {
  for (;;) {
    const entry = await firstEntry(scope, seat, queues, aliveSince)
    if (entry === undefined) return undefined
    const unreadable = await unreadableParts(scope, entry.task)
    if (unreadable.length === 0) return entry
    const actor = { ...scope, user: serverUser }
    await removeEntry(actor, entry.task)
    await moveTask(actor, await findOwnTask(actor, entry.task), 'failed', {
      from: ['queued'],
      reason: 'unreadable',
      message: `What is stored of it cannot be read: ${unreadable.join(', ')}. Write that anew (tasks.edit with force), and queue the task again.`,
      set: { enqueue_status: null },
    })
  }
}

async function firstEntry(scope: Reader & Clock, seat: Seat, queues: readonly string[], aliveSince: number) {
  if (seat.lane === 'light') return firstOf(scope, seat, queues, aliveSince)
  // One queue at a time: the index leads to its first entry, however many wait.
  for (const queue of queues) {
    const entry = await firstOf(scope, seat, [queue], aliveSince)
    if (entry !== undefined) return entry
  }
  return undefined
}

async function firstOf(scope: Reader & Clock, seat: Seat, queues: readonly string[], aliveSince: number) {
  const { db, company, now } = scope
  const order =
    queues.length < 2
      ? undefined
      : sql`case ${sql.join(
          queues.map((queue, position) => sql`when e.queue = ${queue} then ${position}`),
          sql` `,
        )} else ${queues.length} end`
  let query = db
    .selectFrom('queue_entry as e')
    // What is asked of the task is asked for the entry at hand: no join, whose order PostgreSQL would choose.
    .select((eb) => {
      const task = eb.selectFrom('task as t').whereRef('t.id', '=', 'e.task')
      return ['e.task', 'e.queue', 'e.added', task.select('t.name').as('name'), task.select('t.user').as('user')]
    })
    .where('e.company', '=', company)
    .where('e.attempt', 'is', null)
    .where((eb) => eb(eb.selectFrom('task as t').select('t.status').whereRef('t.id', '=', 'e.task'), '=', 'queued'))
    .where((eb) => eb.or([eb('e.not_before', 'is', null), eb('e.not_before', '<=', now())]))
    .where((eb) =>
      eb(
        eb
          .selectFrom('attempt as a')
          .select('a.id')
          .whereRef('a.task', '=', 'e.task')
          .where(sql<boolean>`a.state in ('claimed', 'running')`),
        'is',
        null,
      ),
    )
    .where(mayTake(scope, seat, queues, aliveSince) as never)
  if (order !== undefined) query = query.orderBy(order)
  query = query.orderBy('e.rank').orderBy('e.task').limit(1)
  if (isPostgres(db)) query = query.forUpdate('e').skipLocked()
  return query.$narrowType<{ name: NotNull; user: NotNull }>().executeTakeFirst()
}
