import type { models, RequestOf } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import { json } from '../db/sql/json.ts'
import { editModel, findOwnModel } from '../db/tables/models.ts'
import { findProject } from '../db/tables/projects.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { findTask } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import type { Tx } from '../scope.ts'
import { metadataOf } from './metadata.ts'

/** New values of a model, as requests have them. */
export type ModelChange = Omit<RequestOf<typeof models.edit>, 'model'>

/** Changes those values of a model that are given. Its iteration never decreases. */
export async function changeModel(tx: Tx, id: string, { iteration, ...change }: ModelChange): Promise<void> {
  const model = await findOwnModel(tx, id)
  const { name, uri, comment, framework, design, labels, parent, project, task, ready, metadata, tags, system_tags } = change
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
}

/** Adds metadata to a model, or replaces all of it. */
export async function addMetadata(tx: Tx, id: string, metadata: unknown, { replace }: { readonly replace: boolean }): Promise<void> {
  const model = await findOwnModel(tx, id)
  const before = replace ? {} : parseObject(model.metadata)
  await editModel(tx, id, { metadata: json({ ...before, ...metadataOf(metadata) }) })
}
