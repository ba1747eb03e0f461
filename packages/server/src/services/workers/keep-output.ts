import type { RequestOf, workers } from '@clearway/contract'
import type { Tx } from '../../scope.ts'
import type { Context } from '../../context.ts'
import { applyEffect } from '../../db/tables/metrics.ts'
import { heldAttempt } from '../../dispatch/confirm.ts'
import { ActionError } from '../../errors.ts'

type Parting = Pick<RequestOf<typeof workers.end>, 'attempt' | 'worker' | 'output'>

/**
 * Keeps the last lines of an attempt's output before its end is noted: whoever sees the end can read them. Gives what is to be done in the
 * transaction of the end.
 */
export async function storeOutput(ctx: Context, { attempt: id, worker, output = [] }: Parting): Promise<(tx: Tx) => Promise<void>> {
  const nothing = (): Promise<void> => Promise.resolve()
  if (output.length === 0) return nothing
  const { number, task, state, worker: place } = await heldAttempt(ctx, id, worker)
  // Said before, and kept then.
  if (state === 'ended') return nothing
  const lines = output.map((line) => JSON.stringify({ type: 'log', task, worker: place, level: 'INFO', ...line })).join('\n')
  const source = { worker: place, user: ctx.user.id, attempt: { id, number, task, live: state !== 'lost', confined: true } }
  try {
    // Named by the attempt: said again because the server died over it, it is kept once.
    const { effects } = await ctx.telemetry.addBatch(ctx, Buffer.from(lines), source, { key: `end of ${id}`, replaces: false })
    return async (tx) => {
      for (const effect of effects) await applyEffect(tx, effect)
    }
  } catch (error) {
    // Its task cannot be written to any more: that is no reason not to take note of the end.
    if (error instanceof ActionError && error.code === 'no_events_added') return nothing
    throw error
  }
}
