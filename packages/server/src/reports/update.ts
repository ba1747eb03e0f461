import { givenOf, ifGiven, isNothingGiven } from '@clearway/contract/given'
import type { reports, RequestOf } from '@clearway/contract'
import { cleanName } from '../db/sql/clean-name.ts'
import { json } from '../db/sql/json.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { editTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Actor } from '../scope.ts'
import { findOwnReport } from './find-report.ts'

export type ReportChange = Omit<RequestOf<typeof reports.update>, 'task'>

/** Changes a report. What a published report says stays; its name, comment and tags may change. Answers how many reports changed. */
export async function updateReport(tx: Actor, id: string, change: ReportChange): Promise<number> {
  const { name, tags, comment, report, report_assets: assets } = change
  const task = await findOwnReport(tx, id)
  if (isNothingGiven(change)) return 0
  const isRewritten = report !== undefined || assets !== undefined
  if (task.status === 'published' && isRewritten)
    throw new ActionError('invalid_transition', { task: id, status: task.status, allowed: ['created'] })
  await replaceTags(tx, 'task', task.id, { tags })
  const set = givenOf({ name: ifGiven(name, (given) => cleanName(given)), comment, report, report_assets: ifGiven(assets, json) })
  return editTask(tx, task, set)
}
