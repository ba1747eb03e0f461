import type { ErrorCode } from '@clearway/contract'
import { idsIn } from '../db/tables/project-contents.ts'
import { deleteProjects, findOwnProject } from '../db/tables/projects.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'
import { type ProjectContents, readSubtree } from './contents.ts'

/** What keeps a project from being deleted without force. Source: ClearML server 2.3.0. */
const refusals: readonly (readonly [ErrorCode, (contents: ProjectContents) => number])[] = [
  ['project_has_pipelines', ({ pipelines }) => pipelines],
  ['project_has_datasets', ({ datasets }) => datasets],
  ['project_has_tasks', ({ non_archived_tasks: tasks, non_archived_reports: reports }) => tasks + reports],
  ['project_has_models', ({ non_archived_models: models }) => models],
]

export interface DeletedProjects {
  readonly projects: number
  /** The tasks that belong to no project afterwards. */
  readonly tasks: number
}

/** Deletes a project and all below it; with force, also those that hold what is not archived. What they hold belongs to no project afterwards. */
export async function deleteProject(tx: Tx, id: string, force: boolean): Promise<DeletedProjects> {
  const ids = await deletableProjects(tx, id, force)
  return { tasks: await deleteProjects(tx, ids), projects: ids.length }
}

/** The tasks and models in a project and those below it. Refuses a project that may not be deleted. */
export async function contentsToDelete(
  tx: Tx,
  id: string,
  force: boolean,
): Promise<{ readonly tasks: readonly string[]; readonly models: readonly string[] }> {
  const ids = await deletableProjects(tx, id, force)
  return { tasks: await idsIn(tx, 'task', ids), models: await idsIn(tx, 'model', ids) }
}

async function deletableProjects(tx: Tx, id: string, force: boolean): Promise<readonly string[]> {
  const { ids, contents } = await readSubtree(tx, await findOwnProject(tx, id, 'remove'))
  if (force) return ids
  for (const [code, countOf] of refusals) {
    const count = countOf(contents)
    if (count > 0) throw new ActionError(code, { project: id, count })
  }
  return ids
}
