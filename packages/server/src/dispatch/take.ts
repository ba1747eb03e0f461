import { hashSecret, newKeyPair } from '../auth/key-pair.ts'
import type { Tx } from '../scope.ts'
import { addAttempt, type AttemptRow, type NewAttempt } from '../db/tables/attempts.ts'
import { addCredential } from '../db/tables/credentials.ts'
import { reserveEntry, removeEntry } from '../db/tables/queue-entries.ts'
import { findOwnTask, moveTask } from '../db/tables/tasks.ts'
import { unreadableParts } from '../db/sql/unreadable.ts'
import { firstClaimable, type Offer } from '../db/tables/claimable.ts'
import { serverUser } from '../server-user.ts'

export interface Taken {
  readonly attempt: AttemptRow
  readonly task: string
  readonly name: string
  readonly queue: string
  readonly added: number
  readonly user: string
  readonly accessKey: string
  readonly secretKey: string
}

export interface Taker extends Omit<NewAttempt, 'task' | 'queue' | 'queued' | 'lane' | 'slot'> {
  /** The queues, in the order in which they are searched. */
  readonly queues: readonly string[]
  readonly aliveSince: number
  /** If given, claims only this task, and only if it is the first in order. */
  readonly only?: string | undefined
}

/**
 * Claims the first queue entry that the offer fits: marks the entry as held and adds an attempt with a key pair of its own. Runs inside a
 * transaction. PostgreSQL skips entries that another claim has locked, SQLite has one writer, and in both the unique index on live attempts refuses a
 * second claim.
 */
export async function take(tx: Tx, offer: Offer, { queues, aliveSince, only, ...taker }: Taker): Promise<Taken | undefined> {
  const entry = await firstReadable(tx, offer, queues, aliveSince)
  if (entry === undefined || (only !== undefined && entry.task !== only)) return undefined
  const attempt = await addAttempt(tx, {
    ...taker,
    task: entry.task,
    queue: entry.queue,
    queued: entry.added,
    lane: offer.lane,
    slot: offer.lane === 'step' ? offer.slot : null,
  })
  await reserveEntry(tx, entry, attempt.id)
  const pair = newKeyPair()
  await addCredential(tx, {
    accessKey: pair.accessKey,
    secretHash: hashSecret(pair.secretKey),
    user: entry.user,
    label: null,
    attempt: attempt.id,
  })
  return { attempt, ...entry, ...pair }
}

/**
 * The first claimable entry whose task can be read. A task that cannot be read would block all behind it and could not run as intended, so it fails,
 * with the reason.
 */
async function firstReadable(tx: Tx, offer: Offer, queues: readonly string[], aliveSince: number) {
  for (;;) {
    const entry = await firstClaimable(tx, { offer, queues, aliveSince })
    if (entry === undefined) return undefined
    const unreadable = await unreadableParts(tx, entry.task)
    if (unreadable.length === 0) return entry
    const actor = { ...tx, user: serverUser }
    await removeEntry(actor, entry.task)
    await moveTask(actor, await findOwnTask(actor, entry.task), 'failed', {
      from: ['queued'],
      reason: 'unreadable',
      message: `What is stored of it cannot be read: ${unreadable.join(', ')}. Write that anew (tasks.edit with force), and queue the task again.`,
      set: { enqueue_status: null },
    })
  }
}
