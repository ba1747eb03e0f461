import { authorizeAccess } from '../auth/authorize.ts'
import type { OperationTx } from '../context.ts'
import { findStarter } from '../db/tables/starter.ts'
import { ActionError } from '../errors.ts'

/** The transaction in the name of the user whose schedule or trigger starts something. Refuses a user who may no longer start tasks. */
export async function asUser(tx: Omit<OperationTx, 'user'>, id: string): Promise<OperationTx> {
  const user = await findStarter(tx as OperationTx, id)
  if (user === undefined) throw new ActionError('starter_deleted', { user: id })
  authorizeAccess({ user }, 'user')
  // What the caller's attempt may do does not count: no attempt starts this.
  const { attempt: _, ...rest } = tx as OperationTx
  return { ...rest, user }
}
