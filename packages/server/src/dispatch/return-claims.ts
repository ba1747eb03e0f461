import type { RequestOf, workers } from '@clearway/contract'
import type { CallTx, Context } from '../context.ts'
import { transact } from '../db/connection/transaction.ts'
import { type AttemptRow, attemptsOfAgent } from '../db/tables/attempts.ts'
import { handBack } from './hand-back.ts'
import { heldAttempt } from './held-attempt.ts'

/** Returns the claims of an agent that has closed the connection before the answer. */
export async function returnClaims(ctx: Context, agent: string, leases: readonly { readonly attempt: string }[]): Promise<undefined> {
  for (const { attempt } of leases)
    await transact(ctx, async (tx) => {
      const held = await heldAttempt(tx, attempt, agent)
      if (isLive(held)) await handBack(tx, held, 'the agent left before the answer', false)
    })
}

type EndClaim = NonNullable<RequestOf<typeof workers.end>['claim']>

/**
 * Returns what an agent's slots got by a call whose answer the agent did not get: it repeats the call, and its slots are free until that is answered.
 * The repeat claims again.
 */
export async function returnUnanswered(tx: CallTx, agent: string, { boot, slots }: Pick<EndClaim, 'boot' | 'slots'>): Promise<void> {
  for (const { id, boot: of, lane, slot } of await attemptsOfAgent(tx, agent)) {
    if (of !== boot || lane !== 'step' || !slots.some((offered) => offered.slot === slot)) continue
    const held = await heldAttempt(tx, id, agent)
    if (isLive(held)) await handBack(tx, held, 'its agent did not get the answer to its claim', false)
  }
}

function isLive({ state }: Pick<AttemptRow, 'state'>): boolean {
  return state === 'claimed' || state === 'running'
}
