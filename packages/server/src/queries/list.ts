import type { Model, Project, Queue, Task } from '@clearway/contract'
import { type ModelDocumentOptions, readModelDocuments } from '../db/documents/model-document.ts'
import { readProjectDocuments } from '../db/documents/project-document.ts'
import { readQueueDocuments } from '../db/documents/queue-document.ts'
import { readTaskDocuments } from '../db/documents/task-document.ts'
import { taskSizes } from '../db/documents/task-sizes.ts'
import { ActionError } from '../errors.ts'
import { mostAnswerBytes } from '../most-answer-bytes.ts'
import { inSlices } from '../in-slices.ts'
import { listIds, type ListedIds, type ListScope } from './list-ids.ts'
import type { ListRequest } from './request.ts'

export interface ListOptions {
  /** Whether references are shown as `{ id, name }`, as the `_ex` actions do. */
  readonly joined?: boolean
}

/**
 * How many tasks, and how many bytes of them, are built before other calls get their turn: a task takes some hundred microseconds, megabytes more.
 */
const [tasksAtOnce, bytesAtOnce] = [250, 4 * 1024 * 1024]

/**
 * Lists the tasks that a request asks for: a page, or the next part of a scroll. Throws `answer_too_large` before it reads more than fits into an
 * answer. A task that was requested by an alias is returned under the alias.
 */
export async function listTasks(
  scope: ListScope,
  request: ListRequest,
  options: ListOptions = {},
): Promise<{ tasks: Task[]; scroll_id?: string }> {
  const found = await listIds(scope, 'task', request)
  const ids = askedIds(found, request['id'])
  const onlyFields = fieldsOf(request)
  const sizes = await taskSizes(reading(scope), ids, onlyFields)
  const sizeOf = (id: string): number => sizes.get(id) ?? 0
  if (ids.reduce((sum, id) => sum + sizeOf(id), 0) > mostAnswerBytes) throw new ActionError('answer_too_large', { most: mostAnswerBytes })
  const bounds = { items: tasksAtOnce, bytes: { most: bytesAtOnce, of: sizeOf } }
  const tasks = await inSlices(ids, bounds, (slice) => readTaskDocuments(reading(scope), slice, onlyFields, options))
  return { tasks, ...scrollId(found) }
}

export async function listProjects(
  scope: ListScope,
  request: ListRequest,
  options: ListOptions = {},
): Promise<{ projects: Project[]; scroll_id?: string }> {
  const found = await listIds(scope, 'project', request)
  return { projects: await readProjectDocuments(reading(scope), found.ids, fieldsOf(request), options), ...scrollId(found) }
}

export async function listModels(
  scope: ListScope,
  request: ListRequest,
  options: ModelDocumentOptions = {},
): Promise<{ models: Model[]; scroll_id?: string }> {
  const found = await listIds(scope, 'model', request)
  return { models: await readModelDocuments(reading(scope), found.ids, fieldsOf(request), options), ...scrollId(found) }
}

/** Lists queues. `max_task_entries` limits the entries that are shown of each. */
export async function listQueues(
  scope: ListScope,
  request: ListRequest,
  options: ListOptions = {},
): Promise<{ queues: Queue[]; scroll_id?: string }> {
  const found = await listIds(scope, 'queue', request)
  const most = request['max_task_entries']
  const maxTaskEntries = typeof most === 'number' ? most : undefined
  return {
    queues: await readQueueDocuments(reading(scope), found.ids, { onlyFields: fieldsOf(request), maxTaskEntries, ...options }),
    ...scrollId(found),
  }
}

/** The fields that a request selects, by either of their names in ClearML. */
const fieldsOf = (request: ListRequest): unknown => request['only_fields'] ?? request['projection']
const reading = ({ reader, company }: ListScope) => ({ db: reader, company })
const scrollId = ({ scroll_id }: ListedIds) => (scroll_id === undefined ? {} : { scroll_id })

/** Replaces ids by the aliases that were requested: a controller knows its step by the id that it launched, and another id would end its loop. */
function askedIds({ ids, aliases }: ListedIds, asked: unknown): readonly string[] {
  if (aliases.size === 0 || asked === undefined || asked === null) return ids
  const known = new Set(Array.isArray(asked) ? asked : [asked])
  return ids.flatMap((id) => {
    const others = (aliases.get(id) ?? []).filter((alias) => known.has(alias))
    return others.length === 0 || known.has(id) ? [id, ...others] : others
  })
}
