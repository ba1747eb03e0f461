import type { models } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { Handler } from '../../context.ts'
import { json } from '../../db/json.ts'
import { editModel, findOwnModel } from '../../db/models.ts'
import { findProject } from '../../db/projects.ts'
import { replaceTags } from '../../db/tags.ts'
import { findTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'

export const edit: Handler<typeof models.edit> = async ({ model: id, iteration, ...request }, ctx) =>
  transact(ctx, async (tx) => {
    const model = await findOwnModel(tx, id)
    const { name, uri, comment, framework, design, labels, parent, project, task, ready, metadata, tags, system_tags } = request
    if (project !== undefined && project !== '') await findProject(tx, project)
    if (task !== undefined && task !== '') await findTask(tx, task)
    await replaceTags(tx, 'model', model.id, { tags, system_tags })
    await editModel(tx, id, {
      ...(name === undefined ? {} : { name }),
      ...(uri === undefined ? {} : { uri, file: filePathOf(uri) ?? null }),
      ...(comment === undefined ? {} : { comment }),
      ...(framework === undefined ? {} : { framework }),
      ...(design === undefined ? {} : { design: json(design) }),
      ...(labels === undefined ? {} : { labels: json(labels) }),
      ...(parent === undefined ? {} : { parent: parent === '' ? null : parent }),
      ...(project === undefined ? {} : { project: project === '' ? null : project }),
      ...(task === undefined ? {} : { task: task === '' ? null : task }),
      ...(ready === undefined ? {} : { ready: ready ? (1 as const) : (0 as const) }),
      ...(metadata === undefined ? {} : { metadata: json(metadataOf(metadata)) }),
      ...(iteration === undefined ? {} : { last_iteration: Math.max(model.last_iteration, iteration) }),
    })
    return { updated: 1, fields: Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) }
  })

/** Metadata comes as a list of { key, type, value }, or as a map of them. */
export function metadataOf(metadata: unknown): Record<string, unknown> {
  if (Array.isArray(metadata)) return Object.fromEntries((metadata as { key: string }[]).map((item) => [item.key, item]))
  return typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>) : {}
}
