import type { RequestOf, ResponseOf, workers } from '@clearway/contract'
import { lookUntil } from '../changes/look-until.ts'
import type { Context } from '../context.ts'
import { renewLeases, tasksOfAttempts } from '../db/attempts.ts'
import { stopsFor } from './stops.ts'

/** Renews the leases of what an agent runs, and answers as soon as some of it has to stop. */
export async function renew(
  ctx: Context,
  { boot, running, stopping = [], wait = 0 }: RequestOf<typeof workers.renew>,
): Promise<ResponseOf<typeof workers.renew>> {
  const { leaseSeconds } = ctx.settings
  await renewLeases(ctx, running, boot, ctx.tick() + leaseSeconds * 1000)
  const tasks = wait === 0 ? [] : await tasksOfAttempts(ctx, running)
  const stop = await lookUntil(
    ctx,
    { topics: tasks.map((task) => `task:${task}` as const), seconds: tasks.length === 0 ? 0 : wait },
    async () => {
      const found = await stopsFor(ctx, running, stopping)
      return found.length > 0 ? found : undefined
    },
  )
  return { stop: stop ?? [], lease_seconds: leaseSeconds }
}
