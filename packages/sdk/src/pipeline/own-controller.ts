import { fromTask } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { readProcessContext } from '../task/process-context.ts'

/** The controller task that this process was started for, if any. */
export async function ownController(connection: Connection): Promise<Task | undefined> {
  const { taskId } = readProcessContext()
  if (taskId === undefined) return undefined
  const task = await Task.get({ id: taskId, connection })
  return task.type === 'controller' ? task : undefined
}

/** Refuses a run that this program cannot drive on: a run of another pipeline, or one that the server drives. */
export async function assertResumable(connection: Connection, id: string, pipeline: string): Promise<void> {
  const task = await Task.get({ id, connection })
  const stored = fromTask(task.document)
  if (task.type !== 'controller' || stored?.name !== pipeline)
    throw new Error(`Task ${id} is no run of the pipeline '${pipeline}'. Give the id of the run to go on with.`)
  if (task.document.driver === 'server')
    throw new Error(`The server drives run ${id} itself, so no process can resume it. Enqueue it to go on: clearway task enqueue ${id}.`)
}
