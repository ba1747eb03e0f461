import { foundTasks } from '../db/tables/found-tasks.ts'
import { changeTags } from '../db/tables/tags.ts'
import { editTasks } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'

/** Adds tags to tasks and removes others. Answers how many tasks there are; ids that name no task of the company are left out. */
export async function updateTaskTags(
  tx: Actor,
  ids: readonly string[],
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<number> {
  const tasks = await editTasks(
    tx,
    (await foundTasks(tx, ids)).map(({ id }) => id),
    {},
    { update: false },
  )
  await changeTags(tx, 'task', tasks, change)
  return tasks.length
}
