import type { Start } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { cloneTask } from '../db/tables/clone-task.ts'
import { findDefaultQueue, findQueue, findQueueIdOf } from '../db/tables/queues.ts'
import { hasSystemTag, replaceTags } from '../db/tables/tags.ts'
import { findOwnTask, findTask, type TaskRow } from '../db/tables/tasks.ts'
import { findNewestRun } from '../runs/find-newest-run.ts'
import { checkNewRun, startRun } from '../runs/start-run.ts'
import type { Reader } from '../scope.ts'
import { enqueueTask } from '../tasks/enqueue.ts'
import { overrideParameters } from '../tasks/override-parameters.ts'
import { hasPlaceholder, substitute, type Substitutions } from './placeholders.ts'

/** Starts what a schedule or a trigger starts: a new run of a pipeline, or a clone of a task. Answers the id of the new task. */
export async function startTask(tx: OperationTx, start: Start, values: Substitutions): Promise<string> {
  const run = await runToCopy(tx, start)
  if (run === undefined) return startClone(tx, start, values)
  const { queue, name, tags } = start
  const { parameters, settings } = partsOf(start)
  const { task } = await startRun(tx, run, {
    queue,
    tags,
    name: name === undefined ? undefined : substitute(name, values),
    parameters: mapped(parameters, (value) => (typeof value === 'string' ? substitute(value, values) : value)),
    settings: texts(settings, values),
  })
  return task.id
}

/** Refuses what cannot be started: an unknown task, pipeline or queue, and a run that would fail for certain. */
export async function assertStartable(reader: Reader, start: Start): Promise<void> {
  const run = await runToCopy(reader, start)
  if (run === undefined) {
    await queueOf(reader, start, await findTask(reader, start.task ?? ''))
    return
  }
  // What a placeholder becomes is known, and checked, when the run is started.
  const certain = Object.entries(partsOf(start).parameters).filter(([, value]) => !hasPlaceholder(value))
  await checkNewRun(reader, run, { queue: start.queue, parameters: Object.fromEntries(certain) })
}

/** The run whose definition is started; undefined if a task is cloned that is no run. */
async function runToCopy(reader: Reader, { task, pipeline, project }: Start): Promise<string | undefined> {
  if (task === undefined) return findNewestRun(reader, { name: pipeline ?? '', project }, undefined)
  const { id, type } = await findTask(reader, task)
  return type === 'controller' && (await hasSystemTag(reader, id, 'pipeline')) ? id : undefined
}

type Values = NonNullable<Start['parameters']>

/** Divides the parameters into those of the pipeline, which are in the section `Args` or name none, and those of other sections. */
function partsOf({ parameters = {} }: Start): { readonly parameters: Values; readonly settings: Values } {
  const entries = Object.entries(parameters).map(([path, value]) => [path.replace(/^Args\//, ''), value] as const)
  return {
    parameters: Object.fromEntries(entries.filter(([path]) => !path.includes('/'))),
    settings: Object.fromEntries(entries.filter(([path]) => path.includes('/'))),
  }
}

async function startClone(tx: OperationTx, start: Start, values: Substitutions): Promise<string> {
  const { task = '', name, tags, parameters = {} } = start
  const source = await findTask(tx, task)
  const queue = await queueOf(tx, start, source)
  const { id } = await cloneTask(
    tx,
    { task: source.id, ...(name === undefined ? {} : { new_task_name: substitute(name, values) }) },
    // Not a child of its original: what stops or deletes the original leaves it alone.
    { parent: null },
  )
  if (tags !== undefined) await replaceTags(tx, 'task', id, { tags })
  await overrideParameters(tx, id, texts(parameters, values))
  await enqueueTask(tx, await findOwnTask(tx, id), { queue })
  return id
}

async function queueOf(reader: Reader, { queue }: Start, source: TaskRow): Promise<string> {
  if (queue !== undefined && queue !== '') return findQueueIdOf(reader, queue)
  if (source.queue !== null) return (await findQueue(reader, source.queue)).id
  return (await findDefaultQueue(reader)).id
}

function texts(parameters: Values, values: Substitutions): Record<string, string> {
  return mapped(parameters, (value) => substitute(String(value), values))
}

function mapped<T>(parameters: Values, change: (value: Values[string]) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(parameters).map(([path, value]) => [path, change(value)]))
}
