import { cutOffSteps, failedSteps, isEnded } from '@clearway/engine'
import type { TaskRow } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { appendAsked } from './append-asked.ts'
import { endLeftRun } from './end-left-run.ts'
import { readStoredRun } from './stored-run.ts'

/** Lets a run go on that is a step of another one, because that step is tried again: what failed in it begins anew. */
export async function retryInnerRun(tx: Actor, task: TaskRow): Promise<void> {
  const stored = task.type === 'controller' ? await readStoredRun(tx, task.id) : undefined
  if (stored === undefined) return
  const ended = await endLeftRun(tx, task, stored)
  if (!isEnded(ended.state) || ended.state.status === 'completed') return
  const steps = [...failedSteps(ended.state), ...cutOffSteps(ended.state)]
  await appendAsked(tx, task, ended, [{ type: 'steps_retried', steps, awaitCalls: true, recalls: true }])
}
