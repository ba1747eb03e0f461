import type { ResponseOf, tasks } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { findTask, readStanding } from '../../db/tasks.ts'

type Waited = Parameters<Handler<typeof tasks.wait>>[0]['tasks'][number]
type Changed = ResponseOf<typeof tasks.wait>['tasks'][number]

/** Push for whoever waits: the answer comes with the change, not at the next look. */
export const wait: Handler<typeof tasks.wait> = async ({ tasks: waited, timeout = 25 }, ctx) => {
  // A launch's own id stands for another task: answers come under the id that was asked.
  const ids = new Map<string, string>()
  for (const { id } of waited) ids.set(id, (await findTask(ctx, id)).id)
  const deadline = ctx.tick() + timeout * 1000
  for (;;) {
    // Listen before looking: what comes in between still wakes us.
    const over = new AbortController()
    const left = Math.max(0, deadline - ctx.tick())
    const woken = ctx.signals.wait(
      [...new Set(ids.values())].map((id) => `task:${id}` as const),
      left,
      AbortSignal.any([ctx.signal, over.signal]),
    )
    const changed = await changes(ctx, waited, ids)
    if (changed.length > 0 || left === 0 || ctx.signal.aborted) {
      over.abort()
      return { tasks: changed }
    }
    await woken
  }
}

async function changes(ctx: Context, waited: readonly Waited[], ids: ReadonlyMap<string, string>): Promise<Changed[]> {
  const rows = new Map((await readStanding(ctx, [...new Set(ids.values())])).map((row) => [row.id, row]))
  return waited.flatMap(({ id, status, attempt, stop_requested: asked = false }) => {
    const row = rows.get(ids.get(id) ?? id)
    if (row === undefined) return []
    const { status_reason, status_message, stop_requested } = row
    const standing = {
      id,
      status: row.status,
      status_reason,
      status_message,
      stop_requested: stop_requested === 1,
      attempt: row.attempt ?? 0,
    }
    const seen = status === row.status && (attempt === undefined || attempt === standing.attempt) && standing.stop_requested === asked
    return seen ? [] : [standing]
  })
}
