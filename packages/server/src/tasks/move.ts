import { foundTasks } from '../db/tables/found-tasks.ts'
import { editTasks } from '../db/tables/tasks.ts'
import { type Target, targetProject } from '../projects/target-project.ts'
import type { Actor } from '../scope.ts'

/** Moves tasks to a project. Answers the project, and how many tasks were moved: ids that name no task of the company are left out. */
export async function moveTasks(
  tx: Actor,
  ids: readonly string[],
  target: Target,
): Promise<{ readonly project: string | null; readonly moved: number }> {
  const project = await targetProject(tx, target)
  const tasks = (await foundTasks(tx, ids)).map(({ id }) => id)
  return { project, moved: (await editTasks(tx, tasks, { project }, { update: false })).length }
}
