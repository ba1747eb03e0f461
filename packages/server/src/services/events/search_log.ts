import type { events } from '@clearway/contract'
import { type Handler, readerOf } from '../../context.ts'
import { findTasks } from '../../db/tables/found-tasks.ts'
import { namesBelow } from '../../db/tables/task-family.ts'
import { findTask } from '../../db/tables/tasks.ts'
import { readPattern } from '../../queries/pattern.ts'

/** Searches logs. The tasks of a run are searched in the order in which they were made, after the run itself. */
export const search_log: Handler<typeof events.search_log> = async (request, ctx) => {
  const { tasks = [], run, pattern = '', errors = false, levels, attempt, distinct = false, limit = 100, around = 0 } = request
  const match = pattern === '' ? undefined : readPattern(pattern, { ignoreCase: true, path: 'pattern' })
  const names = new Map((await findTasks(ctx, tasks)).map(({ id, name }) => [id, name]))
  if (run !== undefined) {
    const { id, name } = await findTask(ctx, run)
    names.set(id, name)
    for (const step of await namesBelow(readerOf(ctx), id)) names.set(step.id, step.name)
  }
  const query = { tasks: [...names.keys()], match, errors, levels, attempt, distinct, limit, around }
  const { lines, ...sums } = await ctx.telemetry.searchLog(ctx, query)
  return { lines: lines.map((line) => ({ ...line, task_name: names.get(line.task) ?? '' })), ...sums }
}
