import { clearExecuted } from '../launches/clear-executed.ts'
import type { OperationTx } from '../context.ts'
import { cloneTask } from '../db/tables/clone-task.ts'
import { runNamesIn } from '../db/tables/pipeline-runs.ts'
import { findOwnProject } from '../db/tables/projects.ts'
import { editTask, findOwnTask, findTask, readTaskColumns, type TaskRow } from '../db/tables/tasks.ts'
import { json } from '../db/sql/json.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import { enqueueTask } from '../tasks/enqueue.ts'
import { queueOfRun } from './queue-of-run.ts'
import { checkParameters, writeParameters } from './run-parameters.ts'

export interface NewRun {
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  readonly queue?: string | undefined
}

/** Makes a new run with the definition of another one, and enqueues it. */
export async function startRun(tx: OperationTx, model: string, { parameters, queue }: NewRun): Promise<TaskRow> {
  const source = await findTask(tx, model)
  if (source.type !== 'controller') throw new ActionError('not_a_run', { task: model, type: source.type })
  const checked = await checkParameters(tx, source.id, parameters)
  const home = await queueOfRun(tx, queue, source)
  // The lock makes new runs of one pipeline wait for each other, because they are numbered.
  if (source.project !== null) await findOwnProject(tx, source.project)
  const { id } = await cloneTask(tx, {
    task: source.id,
    new_task_name: await nextName(tx, source),
    new_task_parent: tx.attempt?.task ?? '',
  })
  await writeParameters(tx, id, checked)
  // The copy of the pipeline holds the progress of the run that it was copied from.
  await clearExecuted(tx, id)
  const { runtime } = await readTaskColumns(tx, source.id, ['runtime'])
  const { version } = parseObject<{ version?: unknown }>(runtime) ?? {}
  const made = await findOwnTask(tx, id)
  await editTask(tx, made, { runtime: json({ progress: '0', ...(version === undefined ? {} : { version }) }) })
  return enqueueTask(tx, await findOwnTask(tx, id), { queue: home })
}

/** `name`, then `name #2` and so on, in the project of the pipeline. */
async function nextName(tx: OperationTx, { name, project }: TaskRow): Promise<string> {
  const plain = name.replace(/ #\d+$/, '')
  const numbers = (await runNamesIn(tx, project, plain)).map((other) => numberOf(other, plain))
  return `${plain} #${Math.max(1, ...numbers) + 1}`
}

function numberOf(name: string, plain: string): number {
  if (name === plain) return 1
  const number = / #(\d+)$/.exec(name.slice(plain.length))?.[1]
  return number === undefined || !name.startsWith(`${plain} #`) ? 0 : Number(number)
}
