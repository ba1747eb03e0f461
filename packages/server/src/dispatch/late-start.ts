import type { CallTx } from '../context.ts'
import { lastStockAttempt } from '../db/tables/past-attempts.ts'
import { sessionOfFirstTask } from '../db/tables/sessions.ts'

/** How long the published agent may take to end a process whose task was taken from it: the agent polls the task's status every 5 s. */
const agentEndsWithinMs = 30_000

/** How an attempt of the published agent ends when a client takes the task from it: by an abort, by a reset or dequeue, by another enqueue. */
const takenByClient: readonly string[] = ['aborted', 'created', 'queued']

/**
 * Whether a call that starts a task comes from an attempt whose task a client has just taken away; the start would revive an aborted task. The caller
 * is either the published agent itself, or a process of it that logged in after the claim and asked for this task first.
 */
export async function isLateStart(tx: CallTx, task: string): Promise<boolean> {
  const last = await lastStockAttempt(tx, task)
  if (last?.ended === null || last?.ended_as === null || last === undefined || !takenByClient.includes(last.ended_as)) return false
  if (last.session === tx.session) return true
  if (tx.now() - last.ended > agentEndsWithinMs) return false
  const caller = await sessionOfFirstTask(tx, tx.session, task)
  return caller !== undefined && caller.created >= last.claimed
}
