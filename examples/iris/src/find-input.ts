import { Task } from '@clearway/sdk'
import { projectName } from './project.ts'

/** The task whose results a step takes: the one that the pipeline named, or, run by hand, the newest of the step before. */
export function findInput(task: Task, id: string, taskName: string): Promise<Task> {
  const { connection } = task
  return id === '' ? Task.get({ projectName, taskName, connection }) : Task.get({ id, connection })
}
