import type { Context } from '../context.ts'
import { type AttemptRow, findAttempt } from '../db/tables/attempts.ts'
import { lockTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'

/** The attempt, if this agent claimed it. Its task is locked, so nobody else changes the task or the attempt in this transaction. */
export async function heldAttempt(ctx: Context, id: string, agent: string): Promise<AttemptRow> {
  const found = await findAttempt(ctx, id)
  const attempt = found !== undefined && (await lockTask(ctx, found.task)) ? await findAttempt(ctx, id) : found
  if (attempt === undefined) throw new ActionError('attempt_not_found', { attempt: id })
  if (attempt.agent !== agent) throw new ActionError('lease_lost', { attempt: id, holder: attempt.agent })
  return attempt
}
