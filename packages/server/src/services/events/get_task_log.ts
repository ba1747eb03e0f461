import type { events } from '@clearway/contract'
import { waitSecondsOf } from '@clearway/contract/wire'
import { waitFor } from '../../signals/wait-for.ts'
import type { Handler } from '../../context.ts'
import { findTask } from '../../db/tables/tasks.ts'

/** Reads a task's log. With `after` and `wait` it waits for the next line. */
export const get_task_log: Handler<typeof events.get_task_log> = async (request, ctx) => {
  const { from_timestamp, navigate_earlier = true, batch_size = 5000, attempt, after, metrics = [] } = request
  const { order = navigate_earlier ? 'desc' : 'asc' } = request
  const seconds = waitSecondsOf('events.get_task_log', request)
  const { id: task } = await findTask(ctx, request.task)
  if (metrics.length > 0) return { events: [], returned: 0, total: 0 }
  const read = () =>
    ctx.telemetry.taskLog(ctx, {
      task,
      order,
      fromTimestamp: from_timestamp,
      navigateEarlier: navigate_earlier,
      batchSize: batch_size,
      attempt,
      after,
    })
  if (after === undefined || seconds === 0) return read()
  const page = await waitFor(ctx, { topics: [`log:${task}`, `task:${task}`], seconds }, async () => {
    const found = await read()
    return found.returned > 0 ? found : undefined
  })
  return page ?? read()
}
