import { transact } from '../../db/connection/transaction.ts'
import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { readTaskDocuments } from '../../db/documents/task-document.ts'
import { hasFirstTask, recordFirstTask } from '../../db/tables/sessions.ts'
import { ActionError } from '../../errors.ts'

export const get_by_id: Handler<typeof tasks.get_by_id> = async ({ task: id }, ctx) => {
  const [task] = await readTaskDocuments(ctx, [id])
  if (task === undefined) throw new ActionError('task_not_found', { task: id })
  // The first task that a published agent's child asks for is the one that it is to run.
  if (ctx.credential !== 'attempt' && !(await hasFirstTask(ctx, ctx.session)))
    await transact(ctx, (tx) => recordFirstTask(tx, tx.session, id))
  return { task }
}
