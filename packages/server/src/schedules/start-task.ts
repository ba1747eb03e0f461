import type { Start } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { cloneTask } from '../db/tables/clone-task.ts'
import { findNewestRun, runNumber } from '../db/tables/pipelines.ts'
import { findDefaultQueue, findQueue, findQueueIdOf } from '../db/tables/queues.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { readParams, writeParams } from '../db/tables/task-parts.ts'
import { findOwnTask, findTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'
import { enqueueTask } from '../tasks/enqueue.ts'
import { substitute, type Substitutions } from './placeholders.ts'

/** Clones what a schedule or a trigger starts, overrides its parameters and enqueues it. Answers the id of the new task. */
export async function startTask(tx: OperationTx, start: Start, values: Substitutions): Promise<string> {
  const source = await sourceOf(tx, start)
  const queue = await queueOf(tx, start, source)
  const { id } = await cloneTask(tx, {
    task: source.id,
    // Not a child of its original: what stops or deletes the original leaves it alone.
    new_task_parent: '',
    new_task_name: nameOf(start, source, values),
  })
  if (start.tags !== undefined) await replaceTags(tx, 'task', id, { tags: start.tags })
  await overrideParameters(tx, id, start, values)
  await enqueueTask(tx, await findOwnTask(tx, id), { queue })
  return id
}

/** Refuses what cannot be started: an unknown task, pipeline or queue. */
export async function assertStartable(reader: Reader, start: Start): Promise<void> {
  await queueOf(reader, start, await sourceOf(reader, start))
}

async function sourceOf(reader: Reader, { task, pipeline, project }: Start): Promise<TaskRow> {
  if (task !== undefined) return findTask(reader, task)
  const name = pipeline ?? ''
  const run = await findNewestRun(reader, name, project)
  if (run === undefined) throw new ActionError('pipeline_not_found', { pipeline: name, ...(project === undefined ? {} : { project }) })
  return findTask(reader, run.id)
}

function nameOf({ name, pipeline }: Start, source: TaskRow, values: Substitutions): string {
  if (name !== undefined) return substitute(name, values)
  return pipeline === undefined ? source.name : `${pipeline} #${(runNumber(source.name, pipeline) ?? 1) + 1}`
}

async function queueOf(reader: Reader, { queue }: Start, source: TaskRow): Promise<string> {
  if (queue !== undefined && queue !== '') return findQueueIdOf(reader, queue)
  if (source.queue !== null) return (await findQueue(reader, source.queue)).id
  return (await findDefaultQueue(reader)).id
}

/** Writes parameters over those of the clone. They keep their declared type; those that the clone lacks are added. */
async function overrideParameters(
  tx: OperationTx,
  task: string,
  { parameters = {}, pipeline }: Start,
  values: Substitutions,
): Promise<void> {
  const known = await readParams(tx, [task])
  const params = Object.entries(parameters).map(([path, value]) => {
    const slash = path.indexOf('/')
    const [section, name] =
      slash === -1 ? [pipeline === undefined ? 'General' : 'Args', path] : [path.slice(0, slash), path.slice(slash + 1)]
    const declared = known.find((one) => one.section === section && one.name === name)
    const text = typeof value === 'string' ? substitute(value, values) : String(value)
    return { section, name, value: text, type: declared?.type ?? null, description: declared?.description ?? null }
  })
  if (params.length > 0) await writeParams(tx, task, params, 'merge')
}
