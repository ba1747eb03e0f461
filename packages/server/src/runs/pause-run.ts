import type { RequestOf, runs } from '@clearway/contract'
import { innerRuns, setRunPaused } from '../db/tables/pipeline-runs.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'
import { appendAsked } from './append-asked.ts'
import { findOwnRun } from './find-run.ts'
import { readStoredRun } from './stored-run.ts'

export interface PausedRun {
  readonly task: TaskRow
  /** The runs that were not paused before. */
  readonly paused: readonly string[]
}

/** Pauses a run with its inner runs: nothing new of them is launched or claimed. */
export async function pauseRun(tx: Actor, { run, reason }: RequestOf<typeof runs.pause>): Promise<PausedRun> {
  const task = await findOwnRun(tx, run)
  if (task.status !== 'queued' && task.status !== 'in_progress') throw new ActionError('run_not_live', { run, status: task.status })
  if (task.stop_requested === 1) throw new ActionError('run_refused', { run, reason: 'The run is being stopped.' })
  const paused = await pauseTree(tx, task, reason)
  return { task: await findOwnTask(tx, task.id), paused }
}

/** Pauses a live run with its inner runs. Answers which were not paused before. */
export async function pauseTree(tx: Actor, task: TaskRow, reason?: string): Promise<string[]> {
  const paused: string[] = []
  if (task.paused === 0 && task.stop_requested === 0) {
    const stored = await readStoredRun(tx, task.id)
    if (stored !== undefined) await appendAsked(tx, task, stored, [{ type: 'paused', ...(reason === undefined ? {} : { reason }) }])
    await setRunPaused(tx, task, true)
    paused.push(task.id)
  }
  for (const inner of await innerRuns(tx, task.id)) paused.push(...(await pauseTree(tx, await findOwnTask(tx, inner.id), reason)))
  return paused
}
