import { childProjects, deleteProjects, editProject, findOwnProject, moveContents, relocateProject } from '../db/tables/projects.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

export interface Merged {
  /** Tasks and models. */
  readonly entities: number
  /** The projects that lay directly in the merged one. */
  readonly projects: number
}

/** Moves all that a project holds, archived or not, to another project, or to none, and deletes the project. */
export async function mergeProject(tx: Tx, id: string, into: string | undefined): Promise<Merged> {
  if (id === into) throw new ActionError('project_same_location', { project: id })
  const project = await findOwnProject(tx, id, 'remove')
  const target = into === undefined || into === '' ? undefined : await findOwnProject(tx, into)
  if (target?.name.startsWith(`${project.name}/`) === true)
    throw new ActionError('project_into_child', { project: id, destination_project: target.id })
  const entities = await moveContents(tx, id, target?.id ?? null)
  const children = await childProjects(tx, id)
  for (const child of children) await relocateProject(tx, child, target)
  await deleteProjects(tx, [id])
  if (target !== undefined) await editProject(tx, target.id, {})
  return { entities, projects: children.length }
}
