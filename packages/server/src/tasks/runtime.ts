import { json } from '../db/sql/json.ts'
import { editTask, findOwnTask, readTaskColumns } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import type { Actor } from '../scope.ts'

export interface RuntimeEdit {
  readonly add: Readonly<Record<string, unknown>>
  /** Keys that are deleted. */
  readonly remove: readonly string[]
}

/** Adds and deletes single entries of a task's runtime. Answers how many tasks changed. */
export async function editRuntime(tx: Actor, id: string, { add, remove }: RuntimeEdit): Promise<number> {
  const task = await findOwnTask(tx, id)
  const { runtime } = await readTaskColumns(tx, task.id, ['runtime'])
  const remaining = Object.entries(parseObject(runtime) ?? {}).filter(([key]) => !remove.includes(key))
  return editTask(tx, task, { runtime: json({ ...Object.fromEntries(remaining), ...add }) })
}
