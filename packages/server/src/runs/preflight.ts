import type { RunFault } from '@clearway/contract'
import { type PipelineDefinition, type RunState, stepsOf } from '@clearway/engine'
import type { TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'
import { checkPipeline, type CheckedPipeline } from './check.ts'
import { storedPipeline } from './check/pipeline-to-check.ts'

type Controller = Pick<TaskRow, 'id' | 'name' | 'driver'>

/** Checks the pipeline that a run's task holds, before the run or another one like it begins. `queue`: that of the controller. */
export async function checkStored(reader: Reader, controller: Controller, queue: string): Promise<CheckedPipeline> {
  const { pipeline, isDynamic } = await storedPipeline(reader, controller)
  return checkPipeline(reader, pipeline, { isDynamic, controller: queueOf(controller, queue) })
}

/** Checks what a run has left to do before it goes on. Its steps were checked by themselves when they were added. */
export async function checkLeft(reader: Reader, controller: Controller, state: RunState, queue: string): Promise<CheckedPipeline> {
  const left = stepsOf(state).filter(({ phase }) => phase !== 'done')
  // A task that runs again needs no base task.
  const cloning = new Set(
    left.flatMap(({ definition: { name }, task, earlierTries, needsNewTask }) =>
      needsNewTask === true || (task === undefined && earlierTries === undefined) ? [name] : [],
    ),
  )
  const steps = Object.fromEntries(left.map(({ definition }) => [definition.name, definition]))
  const pipeline: PipelineDefinition = { ...state.pipeline, steps }
  const checked = await checkPipeline(reader, pipeline, { isDynamic: true, isPart: true, controller: queueOf(controller, queue) })
  return { ...checked, errors: checked.errors.filter(({ step, field }) => field !== 'baseTask' || cloning.has(step ?? '')) }
}

/** Refuses a run with all that is wrong. */
export function assertRunnable(run: string, faults: readonly RunFault[]): void {
  if (faults.length > 0) throw new ActionError('invalid_pipeline', { task: run, faults })
}

/** No agent takes the controller of a run that the server drives. */
function queueOf({ driver }: Controller, queue: string): string | undefined {
  return driver === 'server' ? undefined : queue
}
