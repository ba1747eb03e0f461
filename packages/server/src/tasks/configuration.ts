import type { Configuration } from '@clearway/contract'
import { deleteConfigs, writeConfigs } from '../db/tables/task-parts.ts'
import { editTask } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { editableTask } from './editable.ts'

export interface ConfigurationEdit {
  readonly configuration: readonly (Configuration & { readonly name: string })[]
  /** Whether configurations that are not given are deleted. */
  readonly replace: boolean
  readonly force?: boolean | undefined
}

/** Writes configurations of a task. Answers how many tasks changed. */
export async function editConfiguration(tx: Actor, id: string, { configuration, replace, force }: ConfigurationEdit): Promise<number> {
  const task = await editableTask(tx, id, force)
  const byName = Object.fromEntries(configuration.map((one) => [one.name, one]))
  await writeConfigs(tx, task.id, byName, replace ? 'all' : 'merge')
  return editTask(tx, task, {})
}

/** Deletes configurations of a task by their names. Answers how many are gone. */
export async function deleteConfiguration(tx: Actor, id: string, names: readonly string[], force: boolean | undefined): Promise<number> {
  const task = await editableTask(tx, id, force)
  if (names.length === 0) return 0
  const deleted = await deleteConfigs(tx, task.id, names)
  await editTask(tx, task, {})
  return deleted
}
