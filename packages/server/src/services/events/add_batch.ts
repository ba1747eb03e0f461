import type { events, ResponseOf } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { applyEffect } from '../../db/tables/metrics.ts'
import { transact } from '../../db/connection/transaction.ts'

export const add_batch: Handler<typeof events.add_batch> = async (lines, ctx) => storeBatch(lines, ctx)

/**
 * Passes the bytes to the telemetry thread unparsed; what they change on tasks, unless the caller writes that itself, is written before the answer, in
 * one transaction with the idempotency record. The telemetry records the call too: if the server is killed between the two, a repeat only completes
 * the call.
 */
export async function storeBatch(
  lines: unknown,
  ctx: Context,
  { isImport = false }: { readonly isImport?: boolean } = {},
): Promise<ResponseOf<typeof events.add_batch>> {
  const bytes = lines as Uint8Array
  const source = { worker: ctx.machine, user: ctx.user.id, isImport, ...(ctx.attempt === undefined ? {} : { attempt: ctx.attempt }) }
  const { added, errors, errorsInfo, effects } = await ctx.telemetry.addBatch(ctx, bytes, source, ctx.idempotency)
  const reply = { added, errors, errors_info: errorsInfo }
  await transact(ctx, async (tx) => {
    if ((await ctx.idempotency?.store(tx, reply)) === false) return
    if (!isImport) for (const effect of effects) await applyEffect(tx, effect)
  })
  return reply
}
