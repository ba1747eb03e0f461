import { isoTime } from '../db/sql/iso-time.ts'
import { json } from '../db/sql/json.ts'
import { findModel, setModelIteration } from '../db/tables/models.ts'
import { editTask, findOwnTask, readTaskColumns } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import type { Actor, Tx } from '../scope.ts'

interface ModelUse {
  readonly name: string
  readonly model: string
  readonly updated?: string
}
type ModelKind = 'input' | 'output'
type ModelLists = Readonly<Record<ModelKind, readonly ModelUse[]>>

export interface NewModelUse {
  readonly name: string
  readonly model: string
  readonly type: ModelKind
  readonly iteration?: number | undefined
}

/** Adds a model to a task's list, or replaces the one of the same name. Answers how many tasks changed. */
export async function addTaskModel(tx: Actor, id: string, { name, model, type, iteration }: NewModelUse): Promise<number> {
  const task = await findOwnTask(tx, id)
  await findModel(tx, model)
  const lists = await modelsOf(tx, task.id)
  const use = { name, model, updated: isoTime(tx.now()) }
  const list = lists[type].some((one) => one.name === name)
    ? lists[type].map((one) => (one.name === name ? use : one))
    : [...lists[type], use]
  // An input model was made by another task, so it keeps its iteration.
  if (iteration !== undefined && type === 'output') await setModelIteration(tx, model, iteration)
  return editTask(tx, task, { models: json({ ...lists, [type]: list }) })
}

/** Removes models from a task's lists. Answers how many tasks changed. */
export async function removeTaskModels(
  tx: Actor,
  id: string,
  models: readonly { readonly name: string; readonly type: ModelKind }[],
): Promise<number> {
  const task = await findOwnTask(tx, id)
  const lists = await modelsOf(tx, task.id)
  const left = (type: ModelKind) => lists[type].filter((one) => !models.some((gone) => gone.type === type && gone.name === one.name))
  return editTask(tx, task, { models: json({ input: left('input'), output: left('output') }) })
}

async function modelsOf(tx: Tx, task: string): Promise<ModelLists> {
  const { models } = await readTaskColumns(tx, task, ['models'])
  return { input: [], output: [], ...parseObject<Partial<ModelLists>>(models) }
}
