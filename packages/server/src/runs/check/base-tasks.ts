import type { RunFault, Task } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { PipelineDefinition } from '@clearway/engine'
import { readTaskDocuments } from '../../db/documents/task-document.ts'
import { findFile } from '../../db/tables/files.ts'
import type { Reader } from '../../scope.ts'

export interface CheckedBaseTasks {
  /** By id. */
  readonly tasks: ReadonlyMap<string, Task>
  readonly faults: readonly RunFault[]
}

const fields = ['id', 'name', 'type', 'execution.artifacts', 'resources', 'hyperparams.properties']

/** Whether the tasks that steps run exist, with the files that their programs are made of. */
export async function checkBaseTasks(reader: Reader, { steps }: PipelineDefinition): Promise<CheckedBaseTasks> {
  const ids = [...new Set(Object.values(steps).flatMap(({ baseTask }) => (baseTask === undefined || baseTask === '' ? [] : [baseTask])))]
  const tasks = new Map((await readTaskDocuments(reader, ids, fields)).map((task) => [task.id, task]))
  const missing = new Map<string, readonly string[]>()
  for (const task of tasks.values()) missing.set(task.id, await missingInputs(reader, task))
  const faults = Object.values(steps).flatMap(({ name: step, baseTask }): RunFault[] => {
    if (baseTask === undefined || baseTask === '') return []
    const task = tasks.get(baseTask)
    if (task === undefined) return [{ code: 'base_task_not_found', step, field: 'baseTask', ...noTask(step, baseTask) }]
    return (missing.get(baseTask) ?? []).map((key) => ({ code: 'file_not_found', step, field: 'baseTask', ...noFile(step, key, task) }))
  })
  return { tasks, faults }
}

/** The names of a task's inputs whose files are gone. */
async function missingInputs(reader: Reader, { execution }: Task): Promise<readonly string[]> {
  const gone: string[] = []
  for (const { key, mode, uri } of execution?.artifacts ?? []) {
    const path = mode === 'input' && typeof uri === 'string' ? filePathOf(uri) : undefined
    if (path !== undefined && (await findFile(reader, path)) === undefined) gone.push(key)
  }
  return gone
}

function noTask(step: string, id: string): Pick<RunFault, 'message' | 'cure'> {
  return { message: `Step '${step}' runs the task ${id}, which does not exist.`, cure: 'Name another base task, or make it again.' }
}

function noFile(step: string, key: string, { id, name = id }: Task): Pick<RunFault, 'message' | 'cure'> {
  return {
    message: `Step '${step}' runs the task '${name}', whose input '${key}' is no longer stored.`,
    cure: 'Run the program that makes the base task again.',
  }
}
