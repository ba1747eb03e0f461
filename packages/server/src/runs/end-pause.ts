import { innerRuns, setRunPaused } from '../db/tables/pipeline-runs.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { appendAsked } from './append-asked.ts'
import { readStoredRun } from './stored-run.ts'

/** Ends the pause of a run and of its live inner runs. */
export async function endPause(tx: Actor, task: TaskRow): Promise<void> {
  if (task.paused === 1) {
    await setRunPaused(tx, task, false)
    const stored = await readStoredRun(tx, task.id)
    if (stored !== undefined) await appendAsked(tx, task, stored, [{ type: 'resumed' }])
  }
  for (const inner of await innerRuns(tx, task.id)) await endPause(tx, await findOwnTask(tx, inner.id))
}
