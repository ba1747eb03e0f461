import { idsIn } from '../db/tables/project-contents.ts'
import { deleteProjects, findOwnProject } from '../db/tables/projects.ts'
import type { Tx } from '../scope.ts'
import { reportsBasename } from './reports-project.ts'

/** Deletes a project of reports from which the last one has gone. Source: ClearML server 2.3.0. */
export async function removeEmptyReportsProject(tx: Tx, project: string | null): Promise<void> {
  if (project === null) return
  const { basename } = await findOwnProject(tx, project, 'remove')
  if (basename !== reportsBasename) return
  const [tasks, models] = [await idsIn(tx, 'task', [project]), await idsIn(tx, 'model', [project])]
  if (tasks.length + models.length === 0) await deleteProjects(tx, [project])
}
