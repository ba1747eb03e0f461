import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { findTask } from '../../db/tasks.ts'

export const get_hyper_params: Handler<typeof tasks.get_hyper_params> = async ({ tasks: ids }, ctx) => {
  const rows = []
  for (const id of ids) rows.push({ asked: id, ...(await findTask(ctx, id)) })
  if (rows.length === 0) return { params: [] }
  const params = await ctx.db
    .selectFrom('task_param')
    .select(['task', 'section', 'name', 'value', 'type', 'description'])
    .where(
      'task',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('section')
    .orderBy('name')
    .execute()
  const byTask = Map.groupBy(params, ({ task }) => task)
  return {
    params: rows.map(({ asked, id }) => ({
      task: asked,
      hyperparams: (byTask.get(id) ?? []).map(({ task: _, ...param }) => param),
    })),
  }
}
