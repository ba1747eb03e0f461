import { filePathOf } from '@clearway/contract/file-address'
import type { Context } from '../../context.ts'
import { scheduleEventRemoval } from '../../db/event-removals.ts'
import { parseObject } from '../../db/unreadable.ts'

export interface ResultUrls {
  readonly artifacts: readonly string[]
  readonly models: readonly string[]
}
export interface ClearedResults {
  readonly urls: ResultUrls
  readonly deletedModels: number
  readonly inputModels: readonly object[]
}

/** Deletes what a task produced: output artifacts, metrics, and its output models that nobody else uses and that are not published. */
export async function clearResults(tx: Context, task: string, { models }: { readonly models: boolean }): Promise<ClearedResults> {
  const { db, company } = tx
  const artifacts = await db.deleteFrom('task_artifact').where('task', '=', task).where('mode', '=', 'output').returning('uri').execute()
  await db.deleteFrom('task_metric').where('task', '=', task).execute()
  await db.deleteFrom('task_metric_stat').where('task', '=', task).execute()
  const row = await db.selectFrom('task').select('models').where('id', '=', task).executeTakeFirstOrThrow()
  const { input = [] } = parseObject<{ input?: object[] }>(row.models) ?? {}
  const urls = { artifacts: artifacts.map(({ uri }) => uri).filter((uri) => uri !== ''), models: [] as string[] }
  if (!models) return { urls, deletedModels: 0, inputModels: input }
  const gone = await db
    .deleteFrom('model')
    .where('company', '=', company)
    .where('task', '=', task)
    .where('ready', '=', 0)
    .returning(['id', 'uri'])
    .execute()
  if (gone.length > 0)
    await db
      .deleteFrom('model_tag')
      .where(
        'model',
        'in',
        gone.map(({ id }) => id),
      )
      .execute()
  await scheduleEventRemoval(
    tx,
    gone.map(({ id }) => id),
  )
  urls.models.push(...gone.map(({ uri }) => uri).filter((uri) => uri !== ''))
  return { urls, deletedModels: gone.length, inputModels: input }
}

/** Files of ours among the addresses are deleted; their bytes go after the time of grace. */
export async function scheduleFiles(tx: Context, { artifacts, models }: ResultUrls): Promise<void> {
  for (const url of [...artifacts, ...models]) {
    const path = filePathOf(url)
    if (path !== undefined) await tx.files.remove(tx, path)
  }
}
