import type { RequestOf, workers } from '@clearway/contract'
import type { CallTx, Context } from '../context.ts'
import { transact } from '../db/connection/transaction.ts'
import { type AttemptRow, attemptsOfAgent } from '../db/tables/attempts.ts'
import { handBack } from './hand-back.ts'
import { heldAttempt } from './held-attempt.ts'
import type { ClaimRequest } from './offers.ts'

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

/**
 * Returns what a claim got whose answer the agent did not get: attempts that it does not know, in slots or in a light lane that it offers again. Of such an
 * attempt nothing runs, because it is not confirmed, whenever this call arrives.
 */
export async function returnUnknown(tx: CallTx, { worker, boot, slots, light, running }: ClaimRequest): Promise<void> {
  for (const attempt of await attemptsOfAgent(tx, worker)) {
    if (attempt.state !== 'claimed' || attempt.boot !== boot || running.includes(attempt.id)) continue
    const isOffered = attempt.lane === 'light' ? light.free : slots.some(({ slot }) => slot === attempt.slot)
    if (isOffered) await handBack(tx, await heldAttempt(tx, attempt.id, worker), 'its agent did not get the answer to its claim', false)
  }
}

function isLive({ state }: Pick<AttemptRow, 'state'>): boolean {
  return state === 'claimed' || state === 'running'
}
