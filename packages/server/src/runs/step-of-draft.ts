import { stepsOf } from '@clearway/engine'
import { liveRunsIn } from '../db/tables/pipeline-runs.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import type { Reader } from '../scope.ts'
import { readStoredRun } from './stored-run.ts'

/** A step of a live run that has no task yet. */
export interface StepOfDraft {
  readonly run: TaskRow
  readonly step: string
}

/**
 * The step that a draft waits to be cloned for, in the newest live run of the draft's project; one of a paused run first. Its name is that of the step, so who
 * asks for the step by its name finds the draft.
 */
export async function findStepOfDraft(reader: Reader, { id, project, parent, status }: TaskRow): Promise<StepOfDraft | undefined> {
  if (status !== 'created' || project === null || parent !== null) return undefined
  const runs = await liveRunsIn(reader, project)
  for (const run of runs.toSorted((a, b) => b.paused - a.paused)) {
    const stored = await readStoredRun(reader, run.id)
    const step = (stored === undefined ? [] : stepsOf(stored.state)).find(
      ({ definition, task }) => definition.baseTask === id && task === undefined,
    )
    if (step !== undefined) return { run, step: step.definition.name }
  }
  return undefined
}
