import { contentsOf, deleteProjects, findOwnProject, projectsFrom } from '../db/tables/projects.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

/** Deletes a project and all below it; with force, also those that hold tasks or models, which then belong to no project. */
export async function deleteProject(
  tx: Tx,
  id: string,
  force: boolean | undefined,
): Promise<{ readonly projects: number; readonly tasks: number }> {
  const project = await findOwnProject(tx, id, 'remove')
  const ids = await projectsFrom(tx, project)
  const { tasks, models } = await contentsOf(tx, ids)
  if (tasks + models > 0 && force !== true) throw new ActionError('project_has_tasks', { project: id, tasks, models })
  await deleteProjects(tx, ids)
  return { projects: ids.length, tasks }
}
