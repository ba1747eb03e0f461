import { givenOf } from '@clearway/contract/given'
import type { reports, RequestOf } from '@clearway/contract'
import { json } from '../db/sql/json.ts'
import { addTask } from '../db/tables/new-task.ts'
import { editTask } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { reportsProject } from './reports-project.ts'

/** Creates a report, as a draft in the hidden project of its project, and hidden from lists of tasks. Source: ClearML server 2.3.0. */
export async function createReport(
  actor: Actor,
  { name, tags, comment, report = '', report_assets: assets = [], project: above = '' }: RequestOf<typeof reports.create>,
): Promise<{ readonly id: string; readonly project: string }> {
  const project = await reportsProject(actor, above)
  const parts = givenOf({ project, tags, system_tags: ['reports', 'hidden'], comment })
  const id = await addTask(actor, { name, type: 'report', parts })
  await editTask(actor, { id }, { report, report_assets: json(assets) })
  return { id, project }
}
