import { givenOf } from '@clearway/contract/given'
import type { models, RequestOf } from '@clearway/contract'
import { findOwnModel } from '../db/tables/models.ts'
import { findOwnTask, findTask, readTaskColumns, type TaskRow } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { ActionError } from '../errors.ts'
import type { Actor, Reader } from '../scope.ts'
import { addTaskModel, type TaskModels, taskModels } from '../tasks/models.ts'
import { createModel } from './create.ts'
import { changeModel } from './edit.ts'

type ForTask = RequestOf<typeof models.update_for_task>
/** The name of the only output model that older versions know. */
const outputName = 'Output Model'

/** The id of the last output model of a task. */
export async function lastModelOf(reader: Reader, task: string): Promise<string> {
  const { id } = await findTask(reader, task)
  const last = (await taskModels(reader, id)).output.at(-1)
  if (last === undefined) throw new ActionError('task_has_no_model', { task: id })
  return last.model
}

/**
 * Gives a task its output model, as clients before 2.13 do: the model `override_model_id`, or the task's last one with new values, or a new one. Answers
 * the model, and whether it was made.
 */
export async function setModelOfTask(tx: Actor, request: ForTask): Promise<{ readonly id: string; readonly created: boolean }> {
  const { task: taskId, uri = '', override_model_id: chosen = '', iteration, ...parts } = request
  const task = await findOwnTask(tx, taskId)
  if ((uri === '') === (chosen === ''))
    throw new ActionError('missing_fields', { field: 'uri', reason: 'give either uri or override_model_id' })
  const allowed = ['created', 'in_progress'] as const
  if (!allowed.some((status) => status === task.status))
    throw new ActionError('invalid_transition', { task: task.id, status: task.status, allowed })
  const lists = await taskModels(tx, task.id)
  const last = lists.output.at(-1)?.model
  const named = { comment: `Made by the task ${task.name} (${task.id})`, ...parts, name: parts.name ?? task.name, uri }
  if (chosen === '' && last !== undefined) {
    await changeModel(tx, last, { ...named, ...(iteration === undefined ? {} : { iteration }) })
    return { id: last, created: false }
  }
  const id =
    chosen === '' ? await createModel(tx, { ...named, ...(await inheritedParts(tx, task, lists)) }) : (await findOwnModel(tx, chosen)).id
  await addTaskModel(tx, task.id, { name: outputName, model: id, type: 'output', iteration })
  return { id, created: chosen === '' }
}

/** What a new model takes over from its task. */
async function inheritedParts(tx: Actor, task: TaskRow, { input }: TaskModels) {
  const { execution } = await readTaskColumns(tx, task.id, ['execution'])
  const {
    framework,
    model_desc: design,
    model_labels: labels,
  } = parseObject<{ framework?: string; model_desc?: object; model_labels?: object }>(execution) ?? {}
  return {
    task: task.id,
    ready: false,
    ...(task.project === null ? {} : { project: task.project }),
    ...givenOf({ parent: input[0]?.model, framework, design: design && { ...design }, labels: labels && { ...labels } }),
  }
}
