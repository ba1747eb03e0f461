import type { RequestOf, ResponseOf, workers } from '@clearway/contract'
import type { Context } from '../context.ts'
import { renewLeases } from '../db/attempts.ts'
import { stopsFor } from './stops.ts'

/** Renews the leases of what an agent runs, and tells which of it has to stop. */
export async function renew(ctx: Context, { boot, running }: RequestOf<typeof workers.renew>): Promise<ResponseOf<typeof workers.renew>> {
  const { leaseSeconds } = ctx.settings
  await renewLeases(ctx, running, boot, ctx.tick() + leaseSeconds * 1000)
  return { stop: await stopsFor(ctx, running, []), lease_seconds: leaseSeconds }
}
