import type { StepView } from '@clearway/contract'
import { readStepTasks, readUnrecordedTasks } from '../../db/tables/run-steps.ts'
import { readHolders, readStepAttempts } from '../../db/tables/step-attempts.ts'
import type { Reader } from '../../scope.ts'
import { joinStep, mayHaveTask } from './join-steps.ts'
import type { PlannedStep } from './planned-steps.ts'

/** Steps of a run as their controller and their tasks have them. `begun`: when the run first began, in ms. */
export async function readSteps(reader: Reader, run: string, planned: readonly PlannedStep[], begun: number): Promise<StepView[]> {
  const ids = planned.flatMap(({ task, earlierTries = [] }) =>
    [...earlierTries, ...(task === undefined ? [] : [{ task }])].map((one) => one.task),
  )
  const unrecorded = planned.filter((step) => step.task === undefined && mayHaveTask(step)).map(({ name }) => name)
  const [known, named] = [
    await readStepTasks(reader, [...new Set(ids)]),
    unrecorded.length === 0 ? [] : await readUnrecordedTasks(reader, run, unrecorded),
  ]
  const attempts = await readStepAttempts(
    reader,
    [...known, ...named].map(({ id }) => id),
  )
  const holders = await readHolders(reader, [...new Set(attempts.flatMap(({ holder }) => holder ?? []))])
  const tasks = {
    byId: new Map(known.map((task) => [task.id, task])),
    // The last entry of a key counts, so the newest comes last.
    byName: new Map(named.toReversed().map((task) => [task.name, task])),
    attempts: Map.groupBy(attempts, ({ task }) => task),
    holders: new Map(holders.map((holder) => [holder.attempt, holder])),
  }
  return planned.map((step) => joinStep(step, tasks, begun))
}
