import type { Param } from '@clearway/contract'
import { deleteParams, type WriteMode, writeParams } from '../db/tables/task-parts.ts'
import { editTask, findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { editableTask } from './editable.ts'

interface ParamName {
  readonly section: string
  readonly name?: string | undefined
}

/** The task whose parameters are edited. User properties may be changed in any status; other parameters only while the task is open. */
async function taskToEdit(tx: Actor, id: string, force: boolean | undefined, isOnlyProperties: boolean): Promise<TaskRow> {
  return isOnlyProperties ? findOwnTask(tx, id) : editableTask(tx, id, force)
}

/** The section of user properties, which clients may write in any case. Source: ClearML server 2.3.0. */
const ofUser = 'properties'

function withProperties<P extends ParamName>(params: readonly P[]): readonly P[] {
  return params.map((param) => (param.section.toLowerCase() === ofUser ? { ...param, section: ofUser } : param))
}

function areProperties(params: readonly ParamName[]): boolean {
  return params.length > 0 && params.every(({ section }) => section === ofUser)
}

export interface ParameterEdit {
  readonly params: readonly Param[]
  readonly mode: WriteMode
  readonly force?: boolean | undefined
}

/** Writes parameters of a task, by the mode given. Answers how many tasks changed. */
export async function editParameters(tx: Actor, id: string, { params: given, mode, force }: ParameterEdit): Promise<number> {
  const params = withProperties(given)
  const task = await taskToEdit(tx, id, force, areProperties(params) && mode !== 'all')
  await writeParams(tx, task.id, params, mode)
  return editTask(tx, task, {})
}

/** Deletes parameters of a task; a section without a name is deleted whole. Answers how many parameters are gone. */
export async function deleteParameters(tx: Actor, id: string, given: readonly ParamName[], force: boolean | undefined): Promise<number> {
  const params = withProperties(given)
  const task = await taskToEdit(tx, id, force, areProperties(params))
  let deleted = 0
  for (const { section, name } of params) deleted += await deleteParams(tx, task.id, section, name)
  if (deleted > 0) await editTask(tx, task, {})
  return deleted
}
