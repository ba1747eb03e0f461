import type { Implementation, RequestOf, TaskStatus, tasks } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { startTask } from '../../dispatch/started.ts'
import { changeStatus } from '../../tasks/change-status.ts'
import { publishTask } from '../../tasks/publish.ts'
import { statusFields } from './status-fields.ts'

type StatusRequest = RequestOf<typeof tasks.stopped>
type Statuses = Pick<Implementation<typeof tasks, Context>, 'started' | 'stopped' | 'failed' | 'completed' | 'close'>

const changeOf = ({ force, status_reason, status_message }: StatusRequest) => ({ force, reason: status_reason, message: status_message })

async function reported(request: StatusRequest, ctx: Context, to: TaskStatus) {
  const moved = await transact(ctx, (tx) => changeStatus(tx, request.task, to, changeOf(request)))
  return { updated: 1, fields: statusFields(moved) }
}

/** The statuses that clients report. */
export const statuses: Statuses = {
  started: async (request, ctx) => {
    const moved = await transact(ctx, (tx) => startTask(tx, request.task, changeOf(request)))
    return { updated: 1, started: 1, fields: statusFields(moved) }
  },
  stopped: (request, ctx) => reported(request, ctx, 'stopped'),
  failed: (request, ctx) => reported(request, ctx, 'failed'),
  close: (request, ctx) => reported(request, ctx, 'closed'),
  completed: (request, ctx) =>
    transact(ctx, async (tx) => {
      const moved = await changeStatus(tx, request.task, 'completed', changeOf(request))
      if (request.publish === true) await publishTask(tx, moved, { models: true })
      return { updated: 1, fields: statusFields(moved), published: request.publish === true ? 1 : 0 }
    }),
}
