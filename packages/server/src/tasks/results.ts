import { deleteDraftModels } from '../db/tables/models.ts'
import { deleteTaskResults } from '../db/tables/task-results.ts'
import { readTaskColumns } from '../db/tables/tasks.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import type { Tx } from '../scope.ts'

export interface ResultUrls {
  readonly artifacts: readonly string[]
  readonly models: readonly string[]
}
export interface ClearedResults {
  readonly urls: ResultUrls
  /** The ids of the models that are gone. */
  readonly deletedModels: readonly string[]
  readonly inputModels: readonly object[]
}

/** Deletes what a task produced: output artifacts, metrics, and those of its models that are neither published nor an input of another task. */
export async function clearResults(tx: Tx, task: string, { models }: { readonly models: boolean }): Promise<ClearedResults> {
  const artifacts = await deleteTaskResults(tx, task)
  const row = await readTaskColumns(tx, task, ['models'])
  const { input = [] } = parseObject<{ input?: object[] }>(row.models) ?? {}
  const gone = models ? await deleteDraftModels(tx, task) : []
  const urls = { artifacts, models: gone.map(({ uri }) => uri).filter((uri) => uri !== '') }
  return { urls, deletedModels: gone.map(({ id }) => id), inputModels: input }
}
