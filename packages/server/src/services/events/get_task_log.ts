import type { events } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findTask } from '../../db/tasks.ts'

/** With `after` and `wait` the log is followed: the answer comes with the next line. */
export const get_task_log: Handler<typeof events.get_task_log> = async (request, ctx) => {
  const { order = 'desc', from_timestamp, navigate_earlier = true, batch_size = 500, attempt, after, wait = 0 } = request
  const { id: task } = await findTask(ctx, request.task)
  const deadline = ctx.tick() + wait * 1000
  for (;;) {
    const over = new AbortController()
    const left = Math.max(0, deadline - ctx.tick())
    const woken = ctx.signals.wait([`log:${task}`, `task:${task}`], left, AbortSignal.any([ctx.signal, over.signal]))
    const page = await ctx.telemetry.taskLog(ctx, {
      task,
      order,
      fromTimestamp: from_timestamp,
      navigateEarlier: navigate_earlier,
      batchSize: batch_size,
      attempt,
      after,
    })
    if (page.returned > 0 || after === undefined || left === 0 || ctx.signal.aborted) {
      over.abort()
      return page
    }
    await woken
  }
}
