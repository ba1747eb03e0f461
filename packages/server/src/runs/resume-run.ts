import { hasEnded, type RequestOf, type runs } from '@clearway/contract'
import { cutOffSteps, failedSteps, isEnded, type RunState } from '@clearway/engine'
import type { OperationTx } from '../context.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { appendAsked } from './append-asked.ts'
import type { CheckedPipeline } from './check.ts'
import { endLeftRun } from './end-left-run.ts'
import { endPause } from './end-pause.ts'
import { findOwnRun } from './find-run.ts'
import { goOn } from './go-on.ts'
import { assertRunnable, checkLeft, checkStored } from './preflight.ts'
import { queueOfRun } from './queue-of-run.ts'
import type { GoingRun } from './retry-run.ts'
import { readStoredRun } from './stored-run.ts'

/** Ends the pause of a run, or lets a run go on that was stopped or whose controller was lost. */
export async function resumeRun(tx: OperationTx, { run, queue }: RequestOf<typeof runs.resume>): Promise<GoingRun> {
  const task = await findOwnRun(tx, run)
  if (!hasEnded(task.status)) {
    if (task.paused === 0) throw new ActionError('run_live', { run, status: task.status })
    if (queue !== undefined)
      throw new ActionError('run_refused', { run, field: 'queue', reason: 'A paused run goes on where it is: leave out the queue.' })
    const checked = await checkWhole(tx, task, (await readStoredRun(tx, task.id))?.state, await queueOfRun(tx, undefined, task))
    await endPause(tx, task)
    return { task: await findOwnTask(tx, task.id), steps: [], checked }
  }
  const { steps, state } = await renewStopped(tx, task)
  const home = await queueOfRun(tx, queue, task)
  const checked = await checkWhole(tx, task, state, home)
  return { steps, task: await goOn(tx, task.id, { queue: home, reason: 'resumed' }), checked }
}

async function checkWhole(tx: OperationTx, task: TaskRow, state: RunState | undefined, queue: string): Promise<CheckedPipeline> {
  const checked = state === undefined ? await checkStored(tx, task, queue) : await checkLeft(tx, task, state, queue)
  assertRunnable(task.id, checked.errors)
  return checked
}

/** What a stop ended begins anew; a run that nobody ended goes on where it was. */
async function renewStopped(
  tx: OperationTx,
  task: TaskRow,
): Promise<{ readonly steps: readonly string[]; readonly state: RunState | undefined }> {
  const stored = await readStoredRun(tx, task.id)
  if (stored === undefined) {
    if (task.status === 'completed') throw new ActionError('nothing_to_resume', { run: task.id, status: task.status })
    return { steps: [], state: undefined }
  }
  const left = await endLeftRun(tx, task, stored)
  if (!isEnded(left.state)) return { steps: [], state: left.state }
  if (left.state.status !== 'stopped') throw new ActionError('nothing_to_resume', { run: task.id, status: left.state.status })
  const steps = [...failedSteps(left.state), ...cutOffSteps(left.state)]
  const { state } = await appendAsked(tx, task, left, [{ type: 'steps_retried', steps, awaitCalls: true, recalls: true }])
  return { steps, state }
}
