import { hashSecret, newKeyPair } from '../auth/key-pair.ts'
import type { Tx } from '../scope.ts'
import { addAttempt, type NewAttempt } from '../db/tables/attempts.ts'
import { addCredential } from '../db/tables/credentials.ts'
import { holdEntry, removeEntry } from '../db/tables/queues.ts'
import { findOwnTask, moveTask } from '../db/tables/tasks.ts'
import { unreadableParts } from '../db/sql/unreadable.ts'
import { firstClaimable, type Offer } from '../db/tables/claimable.ts'
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
 * Takes the first entry that the offer may have: the entry is held, an attempt with its own key pair made. Runs inside a transaction;
 * under PostgreSQL entries that another claim is taking are skipped, under SQLite there is one writer. The unique index on live attempts
 * stands behind both.
 */
export async function take(scope: Tx, offer: Offer, { queues, aliveSince, only, ...taker }: Taker): Promise<Taken | undefined> {
  const entry = await firstReadable(scope, offer, queues, aliveSince)
  if (entry === undefined || (only !== undefined && entry.task !== only)) return undefined
  const attempt = await addAttempt(scope, {
    ...taker,
    task: entry.task,
    queue: entry.queue,
    lane: offer.lane,
    slot: offer.lane === 'step' ? offer.slot : null,
  })
  await holdEntry(scope, entry, attempt.id)
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
async function firstReadable(scope: Tx, offer: Offer, queues: readonly string[], aliveSince: number) {
  for (;;) {
    const entry = await firstClaimable(scope, { offer, queues, aliveSince })
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
