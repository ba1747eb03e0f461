import { isoTime } from '../db/sql/iso-time.ts'
import { json } from '../db/sql/json.ts'
import { findModel } from '../db/tables/models.ts'
import { editTask, findOwnTask, raiseIteration, readTaskColumns } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import type { Actor, Reader } from '../scope.ts'

interface ModelUse {
  readonly name: string
  readonly model: string
  readonly updated?: string
}
type ModelKind = 'input' | 'output'
export type TaskModels = Readonly<Record<ModelKind, readonly ModelUse[]>>

export interface NewModelUse {
  readonly name: string
  readonly model: string
  readonly type: ModelKind
  readonly iteration?: number | undefined
}

/** Adds a model to a task's list, or replaces the one of the same name. Its iteration is one that the task has reached. Answers how many tasks changed. */
export async function addTaskModel(tx: Actor, id: string, { name, model, type, iteration }: NewModelUse): Promise<number> {
  const task = await findOwnTask(tx, id)
  await findModel(tx, model)
  const lists = await taskModels(tx, task.id)
  const use = { name, model, updated: isoTime(tx.now()) }
  const list = lists[type].some((one) => one.name === name)
    ? lists[type].map((one) => (one.name === name ? use : one))
    : [...lists[type], use]
  if (iteration !== undefined) await raiseIteration(tx, task.id, iteration)
  return editTask(tx, task, { models: json({ ...lists, [type]: list }) })
}

/** Removes models from a task's lists. Answers how many tasks changed. */
export async function removeTaskModels(
  tx: Actor,
  id: string,
  models: readonly { readonly name: string; readonly type: ModelKind }[],
): Promise<number> {
  const task = await findOwnTask(tx, id)
  const lists = await taskModels(tx, task.id)
  const left = (type: ModelKind) => lists[type].filter((one) => !models.some((gone) => gone.type === type && gone.name === one.name))
  return editTask(tx, task, { models: json({ input: left('input'), output: left('output') }) })
}

/** The models that a task uses and makes. */
export async function taskModels(reader: Pick<Reader, 'db'>, task: string): Promise<TaskModels> {
  const { models } = await readTaskColumns(reader, task, ['models'])
  return { input: [], output: [], ...parseObject<Partial<TaskModels>>(models) }
}
