import { json } from '../db/sql/json.ts'
import { editTask, findOwnTask, readTaskColumns } from '../db/tables/tasks.ts'
import { readPart } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'

/** Replaces the requirements of a task's script. Answers how many tasks changed. */
export async function setRequirements(tx: Actor, id: string, requirements: object): Promise<number> {
  const task = await findOwnTask(tx, id)
  const { script } = await readTaskColumns(tx, task.id, ['script'])
  if (script === '{}') throw new ActionError('task_has_no_script', { task: id })
  return editTask(tx, task, { script: json({ ...readPart(task.id, 'script', script), requirements }) })
}
