import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { createTask } from '../../tasks/create.ts'

export const create: Handler<typeof tasks.create> = (request, ctx) => transact(ctx, (tx) => createTask(tx, request))
