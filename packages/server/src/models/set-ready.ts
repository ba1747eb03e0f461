import { authorizeRow } from '../auth/authorize.ts'
import type { OperationTx } from '../context.ts'
import { editModel, findOwnModel } from '../db/tables/models.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { publishTask } from '../tasks/publish.ts'

export interface SetReady {
  /** Whether the task that made the model is published as well. */
  readonly publishTask: boolean
  readonly force?: boolean | undefined
}

/** Makes a model ready. Answers the task that was published with it. */
export async function setReady(tx: OperationTx, id: string, { publishTask: withTask, force }: SetReady): Promise<TaskRow | undefined> {
  const model = await findOwnModel(tx, id)
  if (model.ready === 1) throw new ActionError('model_ready', { model: id })
  await editModel(tx, id, { ready: 1 })
  if (!withTask || model.task === null) return undefined
  await authorizeRow(tx, { row: 'task', right: 'own' }, [model.task])
  return publishTask(tx, await findOwnTask(tx, model.task), { force, models: false })
}
