import { setTimeout as pause } from 'node:timers/promises'
import type { RequestOf, workers } from '@clearway/contract'
import type { Tx } from '../scope.ts'
import type { Context } from '../context.ts'
import type { TaskEffect } from '../db/tables/effects.ts'
import { hasMoved } from '../db/connection/transaction.ts'
import { applyEffect } from '../db/tables/metrics.ts'
import { readHeldAttempt } from './held-attempt.ts'
import { ActionError } from '../errors.ts'

type AttemptOutput = Pick<RequestOf<typeof workers.end>, 'attempt' | 'worker' | 'output'>
/** Does in the transaction of an end what the stored output requires there. To be called last: it may wait a moment for the output. */
type RecordOutput = (tx: Tx) => Promise<void>

/** Roughly as long as a commit takes. A transaction that waits for longer delays other writers too much. */
const longestWaitMs = 5

class NotStored extends Error {}

/**
 * Stores the last lines of an attempt's output while `work` runs the transaction of its end. The transaction commits after the lines are stored, so that a
 * client that sees the end can read them. A transaction whose lines take long is rolled back, and run again when they are stored.
 */
export async function withOutput<T>(ctx: Context, request: AttemptOutput, work: (record: RecordOutput) => Promise<T>): Promise<T> {
  const isSoon = ctx.telemetry.isIdle()
  const sent = await sendOutput(ctx, request)
  if (sent === undefined) return work(() => Promise.resolve())
  let effects: readonly TaskEffect[] | undefined
  const stored = sent.stored.then((found) => (effects = found))
  stored.catch(() => {}) // Observed below, or the transaction fails before.
  const record = async (tx: Tx): Promise<void> => {
    if (effects === undefined) await Promise.race([stored, pause(longestWaitMs)])
    if (effects === undefined) throw new NotStored()
    for (const effect of effects) await applyEffect(tx, effect, { isUpdated: hasMoved(tx, effect.task) })
  }
  if (!isSoon) await stored
  try {
    return await work(record)
  } catch (error) {
    if (!(error instanceof NotStored)) {
      // The lines of a refused end are stored too, and can be read as soon as the refusal is answered.
      await Promise.allSettled([stored])
      throw error
    }
  }
  await stored
  return work(record)
}

/** Starts the storing of the lines; undefined if there are none to store. */
async function sendOutput(
  ctx: Context,
  { attempt: id, worker, output = [] }: AttemptOutput,
): Promise<{ readonly stored: Promise<readonly TaskEffect[]> } | undefined> {
  if (output.length === 0) return undefined
  const { number, task, state, worker: slotWorker } = await readHeldAttempt(ctx, id, worker)
  // The end was reported before, and its output stored then.
  if (state === 'ended') return undefined
  const lines = output.map((line) => JSON.stringify({ type: 'log', task, worker: slotWorker, level: 'INFO', ...line })).join('\n')
  const source = { worker: slotWorker, user: ctx.user.id, attempt: { id, number, task, live: state !== 'lost', confined: true } }
  // The key is the attempt, so that a repeated report, after the server was killed, stores the lines once.
  const stored = ctx.telemetry.addBatch(ctx, Buffer.from(lines), source, { key: `end of ${id}`, replaces: false }).then(
    ({ effects }) => effects,
    (error: unknown) => {
      // The task accepts no events any more, but the end of the attempt is recorded nevertheless.
      if (error instanceof ActionError && error.code === 'no_events_added') return []
      throw error
    },
  )
  return { stored }
}
