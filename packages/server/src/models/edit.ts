import { givenOf, ifGiven, isNothingGiven } from '@clearway/contract/given'
import type { models, RequestOf } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import { json } from '../db/sql/json.ts'
import { editModel, findOwnModel } from '../db/tables/models.ts'
import { findOwnProject } from '../db/tables/projects.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { findTask, raiseIteration } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import type { Actor, Tx } from '../scope.ts'
import { ActionError } from '../errors.ts'
import { readTime } from '../queries/time.ts'
import { metadataOf } from './metadata.ts'
import { idOrNull } from '../id-or-null.ts'

/** New values of a model, as requests have them. */
export type ModelChange = Omit<RequestOf<typeof models.edit> & RequestOf<typeof models.update>, 'model'>

/**
 * Changes those values of a model that are given; the iteration is one that its task has reached. Answers how many models changed. Source: ClearML server
 * 2.3.0.
 */
export async function changeModel(tx: Actor, id: string, { iteration, ...change }: ModelChange): Promise<number> {
  const model = await findOwnModel(tx, id)
  const { name, uri, comment, framework, design, labels, parent, project, task, ready, metadata, tags, system_tags, created, ui_cache } =
    change
  if (project !== undefined && project !== '') await findOwnProject(tx, project, 'refer')
  if (task !== undefined && task !== '') await findTask(tx, task)
  const maker = model.task ?? task
  if (iteration !== undefined && maker !== undefined && maker !== '') await raiseIteration(tx, maker, iteration)
  if (isNothingGiven(change)) return 0
  await replaceTags(tx, 'model', model.id, { tags, system_tags })
  const set = givenOf({
    name,
    uri,
    file: ifGiven(uri, (given) => filePathOf(given) ?? null),
    comment,
    framework,
    design: ifGiven(design, json),
    labels: ifGiven(labels, json),
    parent: ifGiven(parent, idOrNull),
    project: ifGiven(project, idOrNull),
    task: ifGiven(task, idOrNull),
    ready: ifGiven(ready, (isReady) => (isReady ? (1 as const) : (0 as const))),
    metadata: ifGiven(metadata, (given) => json(metadataOf(given))),
    created: ifGiven(created, createdAt),
    // What a page stored about another file is void.
    ui_cache: ui_cache === undefined && uri === undefined ? undefined : json(ui_cache),
  })
  await editModel(tx, id, set)
  return 1
}

/** Adds metadata to a model, or replaces all of it. */
export async function addMetadata(tx: Tx, id: string, metadata: unknown, { replace }: { readonly replace: boolean }): Promise<void> {
  const model = await findOwnModel(tx, id)
  const before = replace ? {} : parseObject(model.metadata)
  await editModel(tx, id, { metadata: json({ ...before, ...metadataOf(metadata) }) })
}

export async function deleteMetadata(tx: Tx, id: string, keys: readonly string[]): Promise<void> {
  const model = await findOwnModel(tx, id)
  const left = Object.entries(parseObject(model.metadata) ?? {}).filter(([key]) => !keys.includes(key))
  await editModel(tx, id, { metadata: json(Object.fromEntries(left)) })
}

function createdAt(created: string): number {
  const at = readTime(created)
  if (at === undefined) throw new ActionError('invalid_request', { field: 'created', reason: 'expected a time' })
  return Math.floor(at)
}
