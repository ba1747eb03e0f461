import type { tasks } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { setTag } from '../../db/tags.ts'
import { childrenOf, editTask, findOwnTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { stopTask } from '../../dispatch/stop.ts'

export const archive: Handler<typeof tasks.archive> = async ({ tasks: ids, include_pipeline_steps, status_reason, status_message }, ctx) =>
  transact(ctx, async (tx) => {
    const all = await withSteps(tx, ids, include_pipeline_steps === true)
    for (const task of all) {
      if (task.status === 'queued' || task.status === 'in_progress')
        await stopTask(tx, task, { force: true, reason: status_reason, message: status_message })
      await setTag(tx, 'task', task.id, 'system_tags', 'archived', true)
      await editTask(tx, task, {})
    }
    return { archived: all.length }
  })

export const unarchive: Handler<typeof tasks.unarchive> = async ({ tasks: ids, include_pipeline_steps }, ctx) =>
  transact(ctx, async (tx) => {
    const all = await withSteps(tx, ids, include_pipeline_steps === true)
    for (const task of all) {
      await setTag(tx, 'task', task.id, 'system_tags', 'archived', false)
      await editTask(tx, task, {})
    }
    return { unarchived: all.length }
  })

async function withSteps(tx: Context, ids: readonly string[], steps: boolean) {
  const all = []
  for (const id of ids) {
    const task = await findOwnTask(tx, id)
    all.push(task, ...(steps ? await childrenOf(tx, task.id) : []))
  }
  return all
}
