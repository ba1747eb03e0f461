import { projectParts } from '../db/sql/project-name.ts'
import { findOrAddProject } from '../db/tables/named-project.ts'
import { editProject, findOwnProject, relocateProject } from '../db/tables/projects.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'

/**
 * Moves a project, with all below it, into the project with the given path, which is added if it is missing; without a path to the top. Answers how many
 * moved.
 */
export async function moveProject(tx: Actor, id: string, location: string | undefined): Promise<number> {
  const project = await findOwnProject(tx, id)
  const path = location === undefined || location.trim() === '' ? '' : projectParts(location).join('/')
  const before = project.name.split('/').slice(0, -1).join('/')
  if (path === before) throw new ActionError('project_same_location', { project: id, location: path })
  if (`${path}/`.startsWith(`${project.name}/`)) throw new ActionError('project_under_itself', { project: id, location: path })
  const parent = path === '' ? null : (await findOrAddProject(tx, path)).id
  const moved = await relocateProject(tx, project, parent === null ? undefined : { id: parent, name: path })
  for (const changed of [project.parent, parent]) if (changed !== null) await editProject(tx, changed, {})
  return moved
}
