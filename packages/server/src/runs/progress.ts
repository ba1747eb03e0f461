import { percentDone, progressConfiguration, type RunState } from '@clearway/engine'
import { replaceConfig } from '../db/tables/task-parts.ts'
import { setShown } from '../db/tables/server-runs.ts'
import { editRuntime } from '../tasks/runtime.ts'
import type { Actor } from '../scope.ts'

/** Writes how far a run is, in the form that ClearML's tools and pages read. It takes time proportional to the run's steps. */
export async function showProgress(actor: Actor, run: string, state: RunState, seq: number): Promise<void> {
  const { name, value } = progressConfiguration(state)
  await replaceConfig(actor, run, name, value ?? '')
  await editRuntime(actor, run, { add: { progress: String(percentDone(state)) }, remove: [] })
  await setShown(actor, run, seq)
}
