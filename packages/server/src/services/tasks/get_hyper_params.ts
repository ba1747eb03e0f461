import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { present } from '../../db/documents/read-rows.ts'
import { findTasks } from '../../db/tables/found-tasks.ts'
import { readParams } from '../../db/tables/task-parts.ts'

export const get_hyper_params: Handler<typeof tasks.get_hyper_params> = async ({ tasks: ids }, ctx) => {
  const found = await findTasks(ctx, ids)
  const params = await readParams(
    ctx,
    found.map(({ id }) => id),
  )
  const byTask = Map.groupBy(params, ({ task }) => task)
  return {
    params: found.map(({ asked, id }) => ({
      task: asked,
      hyperparams: (byTask.get(id) ?? []).map(({ task: _, section, name, value, ...rest }) => ({ section, name, value, ...present(rest) })),
    })),
  }
}
