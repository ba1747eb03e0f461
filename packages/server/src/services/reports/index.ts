import { givenOf } from '@clearway/contract/given'
import type { Implementation, reports } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { listTasks } from '../../queries/list.ts'
import { tagsByKind } from '../../queries/tags-by-kind.ts'
import { createReport } from '../../reports/create.ts'
import { deleteReport } from '../../reports/delete.ts'
import { findOwnReport } from '../../reports/find-report.ts'
import { moveReport } from '../../reports/move.ts'
import { publishReport } from '../../reports/publish.ts'
import { updateReport } from '../../reports/update.ts'
import { archiveTask, unarchiveTask } from '../../tasks/archive.ts'
import { removeEventsNow } from '../../telemetry/removal/remove-scheduled.ts'
import { statusFields } from '../tasks/status-fields.ts'
import { get_task_data } from './get_task_data.ts'

export const reportsService: Implementation<typeof reports, Context> = {
  create: async (request, ctx) => {
    const { id, project } = await transact(ctx, (tx) => createReport(tx, request))
    return { id, project_id: project }
  },
  update: async ({ task, name, tags, comment, report, report_assets }, ctx) => {
    const given = givenOf({ name, tags, comment, report, report_assets })
    return { updated: await transact(ctx, (tx) => updateReport(tx, task, given)), fields: given }
  },
  move: async ({ task, project, project_name: name }, ctx) => ({
    project_id: await transact(ctx, (tx) => moveReport(tx, task, { project, name })),
  }),
  publish: async ({ task, message, status_message = message, status_reason: reason }, ctx) => {
    const published = await transact(ctx, (tx) => publishReport(tx, task, { reason, message: status_message }))
    return { updated: 1, fields: statusFields(published) }
  },
  archive: async ({ task, message, status_message = message, status_reason: reason }, ctx) => {
    await transact(ctx, async (tx) => archiveTask(tx, await findOwnReport(tx, task), { reason, message: status_message }))
    return { archived: 1 }
  },
  unarchive: async ({ task }, ctx) => {
    await transact(ctx, async (tx) => unarchiveTask(tx, await findOwnReport(tx, task)))
    return { unarchived: 1 }
  },
  delete: async ({ task, force }, ctx) => {
    await removeEventsNow(ctx, await transact(ctx, (tx) => deleteReport(tx, task, force === true)))
    return { deleted: 1 }
  },
  get_all_ex: (request, ctx) =>
    listTasks(ctx, { ...request, type: ['report'], include_subprojects: true, search_hidden: true }, { joined: true }),
  get_tags: async ({ include_system }, ctx) => {
    const { tags, system_tags } = await tagsByKind(ctx, 'task', { type: ['report'], allow_public: false })
    return { tags, ...(include_system === true ? { system_tags } : {}) }
  },
  get_task_data,
}
