import type { RequestOf, workers } from '@clearway/contract'
import type { Tx } from '../scope.ts'
import type { Context } from '../context.ts'
import { applyEffect } from '../db/tables/metrics.ts'
import { heldAttempt } from './held-attempt.ts'
import { ActionError } from '../errors.ts'

type AttemptOutput = Pick<RequestOf<typeof workers.end>, 'attempt' | 'worker' | 'output'>

/**
 * Stores the last lines of an attempt's output before its end is recorded, so that a client that sees the end can read them. Answers what has to be
 * done in the transaction of the end.
 */
export async function storeOutput(ctx: Context, { attempt: id, worker, output = [] }: AttemptOutput): Promise<(tx: Tx) => Promise<void>> {
  const nothing = (): Promise<void> => Promise.resolve()
  if (output.length === 0) return nothing
  const { number, task, state, worker: slotWorker } = await heldAttempt(ctx, id, worker)
  // The end was reported before, and its output stored then.
  if (state === 'ended') return nothing
  const lines = output.map((line) => JSON.stringify({ type: 'log', task, worker: slotWorker, level: 'INFO', ...line })).join('\n')
  const source = { worker: slotWorker, user: ctx.user.id, attempt: { id, number, task, live: state !== 'lost', confined: true } }
  try {
    // The key is the attempt, so that a repeated report, after the server was killed, stores the lines once.
    const { effects } = await ctx.telemetry.addBatch(ctx, Buffer.from(lines), source, { key: `end of ${id}`, replaces: false })
    return async (tx) => {
      for (const effect of effects) await applyEffect(tx, effect)
    }
  } catch (error) {
    // The task accepts no events any more, but the end of the attempt is recorded nevertheless.
    if (error instanceof ActionError && error.code === 'no_events_added') return nothing
    throw error
  }
}
