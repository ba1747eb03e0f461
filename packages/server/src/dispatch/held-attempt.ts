import { type AttemptRow, findAttempt } from '../db/tables/attempts.ts'
import { lockTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Reader, Tx } from '../scope.ts'

/** The attempt, if this agent claimed it. */
export async function readHeldAttempt(reader: Reader, id: string, agent: string): Promise<AttemptRow> {
  const attempt = await findAttempt(reader, id)
  if (attempt === undefined) throw new ActionError('attempt_not_found', { attempt: id })
  if (attempt.agent !== agent) throw new ActionError('lease_lost', { attempt: id, holder: attempt.agent })
  return attempt
}

/** The same, for a change. Locks the attempt's task, so nobody else changes the task or the attempt in this transaction. */
export async function heldAttempt(tx: Tx, id: string, agent: string): Promise<AttemptRow> {
  const attempt = await readHeldAttempt(tx, id, agent)
  return (await lockTask(tx, attempt.task)) ? readHeldAttempt(tx, id, agent) : attempt
}
