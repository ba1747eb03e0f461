import type { RunFault } from '@clearway/contract'
import { clearExecuted } from '../launches/clear-executed.ts'
import type { OperationTx } from '../context.ts'
import { cloneTask } from '../db/tables/clone-task.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { editTask, findOwnTask, findTask, readTaskColumns, type TaskRow } from '../db/tables/tasks.ts'
import { json } from '../db/sql/json.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'
import { enqueueTask } from '../tasks/enqueue.ts'
import { overrideParameters } from '../tasks/override-parameters.ts'
import type { CheckedPipeline } from './check.ts'
import { isBuilt } from './graph-arguments.ts'
import { assertRunnable, checkStored } from './preflight.ts'
import { queueOfRun } from './queue-of-run.ts'
import { readParameters, type RunParameters, writeParameters } from './run-parameters.ts'

export interface NewRun {
  /** Values of parameters of the pipeline, by name. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  readonly queue?: string | undefined
  /** Values of other sections of the controller's task: `section/name`. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Default: that of the pipeline with the next number. */
  readonly name?: string | undefined
  readonly tags?: readonly string[] | undefined
}

/** A run that begins or goes on, and what it was checked for. */
export interface StartedRun {
  readonly task: TaskRow
  readonly checked: CheckedPipeline
}

/** Makes a new run with the definition of another one, and enqueues it. Refuses one that would fail for certain, before anything is made. */
export async function startRun(tx: OperationTx, run: string, given: NewRun): Promise<StartedRun> {
  const { source, parameters, home, checked } = await checkNewRun(tx, run, given)
  const parent = tx.attempt?.task
  const { id } = await cloneTask(
    tx,
    {
      task: source.id,
      ...(given.name === undefined ? { numbered: true } : { new_task_name: given.name }),
      ...(parent === undefined ? {} : { new_task_parent: parent }),
    },
    parent === undefined ? { parent: null } : {},
  )
  if (given.tags !== undefined) await replaceTags(tx, 'task', id, { tags: given.tags })
  await overrideParameters(tx, id, given.settings ?? {})
  await writeParameters(tx, id, parameters)
  // The copy of the pipeline holds the progress of the run that it was copied from.
  await clearExecuted(tx, id)
  const { runtime } = await readTaskColumns(tx, source.id, ['runtime'])
  const { version, pipeline_hash } = parseObject<{ version?: unknown; pipeline_hash?: unknown }>(runtime) ?? {}
  const made = await findOwnTask(tx, id)
  await editTask(tx, made, { runtime: json({ progress: '0', version, pipeline_hash }) })
  return { task: await enqueueTask(tx, await findOwnTask(tx, id), { queue: home }), checked }
}

export interface CheckedRun {
  /** The run whose definition the new one gets. */
  readonly source: TaskRow
  readonly parameters: RunParameters
  /** The controller's queue. */
  readonly home: string
  readonly checked: CheckedPipeline
  /** Whether the run's own program makes the steps anew, so that nobody else knows them before. */
  readonly needsProgram: boolean
  /** Why the run would fail for certain. */
  readonly faults: readonly RunFault[]
}

/** Checks a new run before it is made, and refuses one that would fail for certain. */
export async function checkNewRun(reader: Reader, run: string, given: NewRun): Promise<CheckedRun> {
  const found = await examineNewRun(reader, run, given)
  assertRunnable(found.source.id, found.faults)
  return found
}

/** Finds all that a new run would be, and what is wrong with it. */
export async function examineNewRun(reader: Reader, run: string, { parameters: given, queue }: NewRun): Promise<CheckedRun> {
  const source = await findTask(reader, run)
  if (source.type !== 'controller') throw new ActionError('not_a_run', { task: run, type: source.type })
  const home = await queueOfRun(reader, queue, source)
  const parameters = await readParameters(reader, source.id, given)
  // A function makes the steps anew for other arguments, in the run's own program.
  const needsProgram = parameters.params.length > 0 && (await isBuilt(reader, source.id))
  const checked = await checkStored(reader, needsProgram ? { ...source, driver: null } : source, home)
  return { source, parameters, home, checked, needsProgram, faults: [...parameters.faults, ...checked.errors] }
}
