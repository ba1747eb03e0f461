import { models, type RequestOf } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { setModelOfTask } from '../../models/for-task.ts'
import { declaredFields } from '../declared-fields.ts'

export const update_for_task = async (request: RequestOf<typeof models.update_for_task>, ctx: Context) => ({
  ...(await transact(ctx, (tx) => setModelOfTask(tx, declaredFields(models.update_for_task, request)))),
  updated: 1,
})
