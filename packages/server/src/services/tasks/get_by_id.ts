import { transact } from '../../db/connection/transaction.ts'
import type { Task, tasks } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { readTaskDocuments, type TaskDocumentOptions } from '../../db/documents/task-document.ts'
import { hasFirstTask, recordFirstTask } from '../../db/tables/sessions.ts'
import { ActionError } from '../../errors.ts'

export const get_by_id: Handler<typeof tasks.get_by_id> = async ({ task: id }, ctx) => {
  const task = await read(ctx, id)
  // The first task that a published agent's child asks for is the one that it is to run.
  if (ctx.credential !== 'attempt' && !(await hasFirstTask(ctx, ctx.session)))
    await transact(ctx, (tx) => recordFirstTask(tx, tx.session, id))
  return { task }
}

export const get_by_id_ex: Handler<typeof tasks.get_by_id_ex> = async ({ task: id, only_fields }, ctx) => ({
  task: await read(ctx, id, only_fields, { joined: true }),
})

async function read(ctx: Context, id: string, onlyFields?: unknown, options?: TaskDocumentOptions): Promise<Task> {
  const [task] = await readTaskDocuments(ctx, [id], onlyFields, options)
  if (task === undefined) throw new ActionError('task_not_found', { task: id })
  return task
}
