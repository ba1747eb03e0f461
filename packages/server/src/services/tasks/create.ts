import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { addTask } from '../../db/tables/new-task.ts'
import { transact } from '../../db/connection/transaction.ts'

export const create: Handler<typeof tasks.create> = async ({ name, type = 'training', ...parts }, ctx) =>
  transact(ctx, async (tx) => ({ id: await addTask(tx, { name, type, parts }) }))
