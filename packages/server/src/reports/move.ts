import { findProject } from '../db/tables/projects.ts'
import { editTask } from '../db/tables/tasks.ts'
import { type Target, targetProject } from '../projects/target-project.ts'
import type { Actor } from '../scope.ts'
import { findOwnReport } from './find-report.ts'
import { removeEmptyReportsProject } from './remove-empty-project.ts'
import { reportsProject } from './reports-project.ts'

/** Moves a report to the hidden project of another project. Answers that hidden project. */
export async function moveReport(tx: Actor, id: string, target: Target): Promise<string> {
  // Before the report, so that the error names the field that is to blame.
  if (typeof target.project === 'string' && target.project !== '') await findProject(tx, target.project)
  const report = await findOwnReport(tx, id)
  const project = await reportsProject(tx, await targetProject(tx, target))
  await editTask(tx, report, { project }, { update: false })
  if (report.project !== project) await removeEmptyReportsProject(tx, report.project)
  return project
}
