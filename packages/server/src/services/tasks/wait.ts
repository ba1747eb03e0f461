import { hasEnded, type ResponseOf, type tasks } from '@clearway/contract'
import { waitSecondsOf } from '@clearway/contract/wire'
import { waitFor } from '../../signals/wait-for.ts'
import type { Context, Handler } from '../../context.ts'
import { findTask, readStanding } from '../../db/tables/tasks.ts'
import { recordAwaited } from '../../stall/waiters.ts'

type Waited = Parameters<Handler<typeof tasks.wait>>[0]['tasks'][number]
type Changed = ResponseOf<typeof tasks.wait>['tasks'][number]

/** Push for whoever waits: the answer comes with the change, not at the next look. */
export const wait: Handler<typeof tasks.wait> = async (request, ctx) => {
  const { tasks: waited, settle = 0 } = request
  const seconds = waitSecondsOf('tasks.wait', request)
  // A launch's own id stands for another task: answers come under the id that was asked.
  const ids = new Map<string, string>()
  for (const { id } of waited) ids.set(id, (await findTask(ctx, id)).id)
  const topics = [...new Set(ids.values())].map((id) => `task:${id}` as const)
  const look = async (): Promise<Changed[] | undefined> => {
    const found = await changes(ctx, waited, ids)
    return found.length > 0 ? found : undefined
  }
  const lookForEnd = async (): Promise<Changed[] | undefined> => {
    const found = await changes(ctx, waited, ids)
    return found.some(({ status, stop_requested }) => hasEnded(status) || stop_requested) ? found : undefined
  }
  const ended = settle > 0 ? await waitFor(ctx, { topics, seconds: settle }, lookForEnd) : undefined
  if (ended !== undefined || ctx.signal.aborted) return { tasks: ended ?? [] }
  // Whoever is answered soon was not kept waiting, and costs no write.
  const soon = Math.min(seconds, soonSeconds)
  const first = await waitFor(ctx, { topics, seconds: soon }, look)
  if (first !== undefined || ctx.signal.aborted) return { tasks: first ?? [] }
  await recordAwaited(ctx, [...ids.values()])
  const changed = seconds > soon ? await waitFor(ctx, { topics, seconds: seconds - soon }, look) : undefined
  return { tasks: changed ?? [] }
}
const soonSeconds = 1

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
