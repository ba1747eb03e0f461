import type { OperationTx } from '../context.ts'
import { parseList } from '../db/sql/unreadable.ts'
import { hasSystemTag } from '../db/tables/tags.ts'
import { readTaskColumns } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { releaseFiles } from '../files/release-files.ts'
import { deleteTask } from '../tasks/delete.ts'
import { findOwnReport } from './find-report.ts'
import { removeEmptyReportsProject } from './remove-empty-project.ts'

/**
 * Deletes a report with its files; without force only a draft or an archived one, as ClearML server 2.3.0 does. Answers the ids of the tasks and models
 * whose events are left to be removed.
 */
export async function deleteReport(tx: OperationTx, id: string, force: boolean): Promise<readonly string[]> {
  const task = await findOwnReport(tx, id, 'remove')
  if (!force && task.status !== 'created' && !(await hasSystemTag(tx, task.id, 'archived')))
    throw new ActionError('task_not_deletable', { task: id, status: task.status, allowed: ['created'] })
  const { report_assets: assets } = await readTaskColumns(tx, task.id, ['report_assets'])
  const { ids, deletedModels } = await deleteTask(tx, task.id, {
    force: true,
    deleteOutputModels: true,
    deleteFiles: true,
    includeSteps: false,
  })
  await releaseFiles(tx, parseList<string>(assets ?? '') ?? [], { remove: true })
  await removeEmptyReportsProject(tx, task.project)
  return [...ids, ...deletedModels]
}
