import { hasEnded, type ResponseOf, type tasks } from '@clearway/contract'
import { waitSecondsOf } from '@clearway/contract/wire'
import { waitFor } from '../../signals/wait-for.ts'
import type { Context, Handler } from '../../context.ts'
import { findTask, readStanding } from '../../db/tables/tasks.ts'
import { recordAwaited } from '../../stall/record-waits.ts'

type Waited = Parameters<Handler<typeof tasks.wait>>[0]['tasks'][number]
type Changed = ResponseOf<typeof tasks.wait>['tasks'][number]

/** Waits for changes of tasks: the answer comes with the change, so clients need not poll. */
export const wait: Handler<typeof tasks.wait> = async (request, ctx) => {
  const { tasks: waited, settle = 0 } = request
  const seconds = waitSecondsOf('tasks.wait', request)
  // The id of a repeated launch is an alias of another task; the answer has the id that the caller asked for.
  const ids = new Map<string, string>()
  for (const { id } of waited) ids.set(id, (await findTask(ctx, id)).id)
  const topics = [...new Set(ids.values())].map((id) => `task:${id}` as const)
  const findChanges = async (): Promise<Changed[] | undefined> => {
    const found = await changes(ctx, waited, ids)
    return found.length > 0 ? found : undefined
  }
  const findEnd = async (): Promise<Changed[] | undefined> => {
    const found = await changes(ctx, waited, ids)
    return found.some(({ status, stop_requested }) => hasEnded(status) || stop_requested) ? found : undefined
  }
  const ended = settle > 0 ? await waitFor(ctx, { topics, seconds: settle }, findEnd) : undefined
  if (ended !== undefined || ctx.signal.aborted) return { tasks: ended ?? [] }
  // A call that is answered soon does not record that it waits, which saves a write.
  const soon = Math.min(seconds, soonSeconds)
  const first = await waitFor(ctx, { topics, seconds: soon }, findChanges)
  if (first !== undefined || ctx.signal.aborted) return { tasks: first ?? [] }
  await recordAwaited(ctx, [...ids.values()])
  const changed = seconds > soon ? await waitFor(ctx, { topics, seconds: seconds - soon }, findChanges) : undefined
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
