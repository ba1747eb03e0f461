import type { ResponseOf, tasks } from '@clearway/contract'
import { lookUntil } from '../../changes/look-until.ts'
import type { Context, Handler } from '../../context.ts'
import { findTask, readStanding } from '../../db/tasks.ts'

type Waited = Parameters<Handler<typeof tasks.wait>>[0]['tasks'][number]
type Changed = ResponseOf<typeof tasks.wait>['tasks'][number]

/** Push for whoever waits: the answer comes with the change, not at the next look. */
export const wait: Handler<typeof tasks.wait> = async ({ tasks: waited, timeout = 25 }, ctx) => {
  // A launch's own id stands for another task: answers come under the id that was asked.
  const ids = new Map<string, string>()
  for (const { id } of waited) ids.set(id, (await findTask(ctx, id)).id)
  const topics = [...new Set(ids.values())].map((id) => `task:${id}` as const)
  const changed = await lookUntil(ctx, { topics, seconds: timeout }, async () => {
    const found = await changes(ctx, waited, ids)
    return found.length > 0 ? found : undefined
  })
  return { tasks: changed ?? [] }
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
