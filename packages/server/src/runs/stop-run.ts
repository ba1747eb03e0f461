import { hasEnded, type RequestOf, type runs } from '@clearway/contract'
import { isEnded } from '@clearway/engine'
import { setRunPaused } from '../db/tables/pipeline-runs.ts'
import { findOwnTask, findTask, type TaskRow } from '../db/tables/tasks.ts'
import { type StoppedTask, stopLeft, stopStarted, type Stopper, stopTask } from '../tasks/stop.ts'
import { appendAsked } from './append-asked.ts'
import { findOwnRun } from './find-run.ts'
import { readStoredRun } from './stored-run.ts'

interface StoppedRun {
  readonly task: TaskRow
  /** Whether the run itself had ended before. */
  readonly hadEnded: boolean
  /** Its steps, its inner runs and theirs, as far as they had not ended. */
  readonly stopped: readonly StoppedTask[]
}

/** Stops a run with its steps and inner runs. A run that has ended stays as it ended; what it left running is stopped. */
export async function stopRun(tx: Stopper, { run, reason }: RequestOf<typeof runs.stop>): Promise<StoppedRun> {
  const task = await findOwnRun(tx, run)
  if (hasEnded(task.status)) return { task, hadEnded: true, stopped: await stopEnded(tx, task, reason) }
  await stopTask(tx, task, { reason })
  const stopped = await stopStarted(tx, task)
  const after = await findOwnTask(tx, task.id)
  if (after.paused === 1) await setRunPaused(tx, after, false)
  return { task: await findTask(tx, task.id), hadEnded: false, stopped }
}

/** Stops what a run left running whose controller has ended. A resume begins that anew. */
async function stopEnded(tx: Stopper, task: TaskRow, reason = ''): Promise<readonly StoppedTask[]> {
  const stopped = await stopLeft(tx, task.id)
  if (stopped.length === 0) return stopped
  const stored = await readStoredRun(tx, task.id)
  if (stored !== undefined && !isEnded(stored.state))
    await appendAsked(tx, task, stored, [{ type: 'stop_requested', reason: reason === '' ? 'a stop was asked for' : reason }])
  return stopped
}
