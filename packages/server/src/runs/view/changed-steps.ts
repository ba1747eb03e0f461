import { changedTasks } from '../../db/tables/run-steps.ts'
import type { Reader } from '../../scope.ts'
import type { Position } from './cursor.ts'
import type { PlannedStep } from './planned-steps.ts'
import type { ReplayedRun } from './replayed-run.ts'

/** If more tasks of a company have changed, all steps of the run count as changed. */
const mostChanges = 5000

/** A test for steps that have changed since a position: by the run's events, or by a change of their tasks. */
export async function changedSince(
  reader: Reader,
  run: string,
  { seq, change }: Position,
  replayed: ReplayedRun | undefined,
): Promise<(step: PlannedStep) => boolean> {
  const changed = await changedTasks(reader, run, change, mostChanges)
  const ids = new Set(changed?.map(({ id }) => id))
  // Without stored events the steps are read from the controller's own task.
  if (changed === undefined || (replayed === undefined && ids.has(run))) return () => true
  const names = new Set(changed.flatMap(({ name }) => name ?? []))
  return ({ name, task, earlierTries = [] }) =>
    (replayed?.changedAt.get(name) ?? 0) > seq ||
    (task === undefined ? names.has(name) : ids.has(task)) ||
    earlierTries.some((earlier) => ids.has(earlier.task))
}
