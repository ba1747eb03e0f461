import { givenOf } from '@clearway/contract/given'
import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { updateTask } from '../../tasks/update.ts'

export const update: Handler<typeof tasks.update> = async (
  { task, name, tags, system_tags, comment, project, created, status_message, output__error },
  ctx,
) => {
  const given = givenOf({ name, tags, system_tags, comment, project, created, status_message, output__error })
  return { updated: await transact(ctx, (tx) => updateTask(tx, task, given)), fields: given }
}
