import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { readParams } from '../../db/tables/task-parts.ts'
import { findTask } from '../../db/tables/tasks.ts'

export const get_hyper_params: Handler<typeof tasks.get_hyper_params> = async ({ tasks: ids }, ctx) => {
  const rows = []
  for (const id of ids) rows.push({ asked: id, ...(await findTask(ctx, id)) })
  const params = await readParams(
    ctx,
    rows.map(({ id }) => id),
  )
  const byTask = Map.groupBy(params, ({ task }) => task)
  return {
    params: rows.map(({ asked, id }) => ({
      task: asked,
      hyperparams: (byTask.get(id) ?? []).map(({ task: _, ...param }) => param),
    })),
  }
}
