import type { Context } from '../../context.ts'
import { findTasks } from '../../db/tables/found-tasks.ts'
import { findModels } from '../../db/tables/found-models.ts'
import { findModel } from '../../db/tables/models.ts'
import { findTask } from '../../db/tables/tasks.ts'

/** The owner of metrics: a task, or with `model_events` a model. Answers the id under which they are stored. */
export async function ownerOf(ctx: Context, id: string, modelEvents: boolean | undefined): Promise<string> {
  return modelEvents === true ? (await findModel(ctx, id)).id : (await findTask(ctx, id)).id
}

export interface Owner {
  /** The id that was asked for: the owner's own, or a task's alias. */
  readonly asked: string
  readonly id: string
  readonly name: string
}

/** The owners of metrics, each with its name, in a constant number of statements. */
export async function ownersOf(ctx: Context, ids: readonly string[], modelEvents: boolean | undefined): Promise<readonly Owner[]> {
  if (modelEvents !== true) return findTasks(ctx, ids)
  return (await findModels(ctx, ids)).map(({ id, name }) => ({ asked: id, id, name }))
}
