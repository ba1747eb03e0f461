import { hasEnded, type RequestOf, type runs } from '@clearway/contract'
import { setRunPaused } from '../db/tables/pipeline-runs.ts'
import { findOwnTask, findTask, type TaskRow } from '../db/tables/tasks.ts'
import { stopStarted, type Stopper, stopTask } from '../tasks/stop.ts'
import { findOwnRun } from './find-run.ts'

interface StoppedRun {
  readonly task: TaskRow
  /** Whether nothing was stopped. */
  readonly hadEnded: boolean
}

/** Stops a run with its steps and inner runs. A run that has ended stays as it ended. */
export async function stopRun(tx: Stopper, { run, reason }: RequestOf<typeof runs.stop>): Promise<StoppedRun> {
  const task = await findOwnRun(tx, run)
  if (hasEnded(task.status)) return { task, hadEnded: true }
  await stopTask(tx, task, { reason })
  await stopStarted(tx, task)
  const stopped = await findOwnTask(tx, task.id)
  if (stopped.paused === 1) await setRunPaused(tx, stopped, false)
  return { task: await findTask(tx, task.id), hadEnded: false }
}
