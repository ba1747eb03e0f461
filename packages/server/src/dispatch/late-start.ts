import type { CallTx } from '../context.ts'
import { lastStockAttempt } from '../db/tables/attempts.ts'
import { sessionOfFirstTask } from '../db/tables/sessions.ts'

/** How long the published agent may take to end a process whose task was taken from it: it asks for the task's status every 5 s. */
const agentEndsWithinMs = 30_000

/** How an attempt of the published agent ends where somebody else takes its task: by an abort, a reset or dequeue, a place in a queue anew. */
const takenAway: readonly string[] = ['aborted', 'created', 'queued']

/**
 * Tells whether a call that starts a task comes from an attempt which somebody has just taken the task from: from the published agent, or from a process of
 * it that has logged in since the claim, asked for this task first, and was not known before the attempt ended. It would bring back what was aborted.
 */
export async function isLateStart(ctx: CallTx, task: string): Promise<boolean> {
  const last = await lastStockAttempt(ctx, task)
  if (last?.ended === null || last?.ended_as === null || last === undefined || !takenAway.includes(last.ended_as)) return false
  if (last.session === ctx.session) return true
  if (ctx.now() - last.ended > agentEndsWithinMs) return false
  const caller = await sessionOfFirstTask(ctx, ctx.session, task)
  return caller !== undefined && caller.created >= last.claimed
}
