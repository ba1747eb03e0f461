import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { cloneTask } from '../../db/tables/clone-task.ts'
import { transact } from '../../db/connection/transaction.ts'

export const clone: Handler<typeof tasks.clone> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const { id, newProject } = await cloneTask(tx, request)
    return { id, ...(newProject === undefined ? {} : { new_project: newProject }) }
  })
