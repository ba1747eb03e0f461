import { findOwnTask, findTask, type TaskRow } from '../db/tables/tasks.ts'
import { type Stopper, type StopOptions, stopStarted, stopTask } from './stop.ts'

/** Stops a task. By default the steps of a pipeline stop with it, because nothing would use their results. Answers the task as it then is. */
export async function stopWithSteps(tx: Stopper, id: string, options: StopOptions): Promise<TaskRow> {
  const { withSteps = true } = options
  const task = await findOwnTask(tx, id)
  await stopTask(tx, task, options)
  if (withSteps) await stopStarted(tx, task)
  return findTask(tx, task.id)
}
