import type { tasks } from '@clearway/contract'
import type { Handler, CallTx } from '../../context.ts'
import { findOwnTask, moveTask, type TaskRow } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { letGo, statusFields } from './status-change.ts'
import { readPart } from '../../db/unreadable.ts'

export const publish: Handler<typeof tasks.publish> = async ({ task: id, force, publish_model, status_reason, status_message }, ctx) =>
  transact(ctx, async (tx) => {
    const moved = await publishTask(tx, await findOwnTask(tx, id), {
      force,
      reason: status_reason,
      message: status_message,
      models: publish_model !== false,
    })
    return { updated: 1, published: 1, fields: statusFields(moved) }
  })

interface Publish {
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
  readonly models: boolean
}

/** publishing, its last output model, published: for good. */
export async function publishTask(tx: CallTx, task: TaskRow, { force, reason, message, models }: Publish): Promise<TaskRow> {
  const moved = await moveTask(tx, task, 'published', { force, reason, message, set: { published: tx.now() } })
  await letGo(tx, task, moved)
  const { models: used } = await tx.db.selectFrom('task').select('models').where('id', '=', task.id).executeTakeFirstOrThrow()
  const last = readPart<{ output?: { model: string }[] }>(task.id, 'models', used).output?.at(-1)
  if (models && last !== undefined)
    await tx.db
      .updateTable('model')
      .set((eb) => ({ ready: 1, last_update: tx.now(), rev: eb('rev', '+', 1) }))
      .where('id', '=', last.model)
      .where('company', '=', tx.company)
      .execute()
  return moved
}
