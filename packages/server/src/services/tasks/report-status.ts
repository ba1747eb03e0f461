import type { RequestOf, ResponseOf, TaskStatus, tasks } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { changeStatus, type StatusChange } from '../../tasks/change-status.ts'
import { statusFields } from './status-fields.ts'

type StatusRequest = RequestOf<typeof tasks.stopped>

/** The change that a request for a status asks for. */
export function changeOf({ force, status_reason, status_message }: Omit<StatusRequest, 'task'>): StatusChange {
  return { force, reason: status_reason, message: status_message }
}

/** Gives a task the status that a client reports. */
export async function reportStatus(ctx: Context, request: StatusRequest, to: TaskStatus): Promise<ResponseOf<typeof tasks.stopped>> {
  const moved = await transact(ctx, (tx) => changeStatus(tx, request.task, to, changeOf(request)))
  return { updated: 1, fields: statusFields(moved) }
}
