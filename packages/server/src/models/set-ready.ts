import { authorizeRow } from '../auth/authorize.ts'
import type { OperationTx } from '../context.ts'
import { editModel, findOwnModel } from '../db/tables/models.ts'
import { findOwnTask, isOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { publishTask } from '../tasks/publish.ts'

export interface SetReady {
  /** Whether the task that made the model is published as well. */
  readonly publishTask: boolean
  readonly force?: boolean | undefined
}

/** Makes a model ready. Answers the task that was published with it. Source: ClearML server 2.3.0. */
export async function setReady(tx: OperationTx, id: string, { publishTask: withTask, force }: SetReady): Promise<TaskRow | undefined> {
  const model = await findOwnModel(tx, id)
  if (model.ready === 1) throw new ActionError('model_ready', { model: id })
  await editModel(tx, id, { ready: 1 })
  if (!withTask || model.task === null || !(await isOwnTask(tx, model.task))) return undefined
  const task = await findOwnTask(tx, model.task)
  if (task.status === 'published') return undefined
  await authorizeRow(tx, { row: 'task', right: 'own' }, [task.id])
  return publishTask(tx, task, { force, models: false })
}
