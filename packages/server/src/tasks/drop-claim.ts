import type { Actor } from '../scope.ts'
import { endAttempt, liveAttemptOf } from '../db/tables/attempts.ts'

/** Ends a claim that was not confirmed yet. */
export async function dropClaim(actor: Actor, task: string, reason: string): Promise<void> {
  const attempt = await liveAttemptOf(actor, task)
  if (attempt?.state !== 'claimed') return
  await endAttempt(actor, attempt.id, { as: 'expired', reason })
}
