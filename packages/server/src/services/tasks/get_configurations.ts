import type { tasks } from '@clearway/contract'
import { type Context, type Handler, readerOf } from '../../context.ts'
import { present } from '../../db/documents/read-rows.ts'
import { findTasks } from '../../db/tables/found-tasks.ts'
import { readConfigsOf } from '../../db/tables/task-parts.ts'

export const get_configurations: Handler<typeof tasks.get_configurations> = async ({ tasks: ids, names = [] }, ctx) => {
  const found = await configurationsOf(ctx, ids)
  const isAsked = (name: string): boolean => names.length === 0 || names.includes(name)
  return {
    configurations: found.map(({ task, configs }) => ({ task, configuration: configs.filter(({ name }) => isAsked(name)).map(present) })),
  }
}

export const get_configuration_names: Handler<typeof tasks.get_configuration_names> = async ({ tasks: ids, skip_empty = true }, ctx) => {
  const found = await configurationsOf(ctx, ids)
  const isShown = (value: string | null): boolean => !skip_empty || (value !== null && value !== '')
  return {
    configurations: found.map(({ task, configs }) => ({
      task,
      names: configs.filter(({ value }) => isShown(value)).map(({ name }) => name),
    })),
  }
}

async function configurationsOf(ctx: Context, ids: readonly string[]) {
  const reader = readerOf(ctx)
  const found = await findTasks(reader, ids)
  const configs = await readConfigsOf(
    reader,
    found.map(({ id }) => id),
  )
  const byTask = Map.groupBy(configs, ({ task }) => task)
  return found.map(({ asked, id }) => ({ task: asked, configs: (byTask.get(id) ?? []).map(({ task: _, ...config }) => config) }))
}
