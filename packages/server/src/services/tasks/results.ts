import { sql } from 'kysely'
import type { CallTx } from '../../context.ts'
import { dialectOf } from '../../db/dialect.ts'
import { scheduleEventRemoval } from '../../db/event-removals.ts'
import { inList } from '../../db/in-list.ts'
import { inputUses } from '../../db/models-in-tasks.ts'
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

/** Deletes what a task produced: output artifacts, metrics, and those of its models that are neither published nor an input of another task. */
export async function clearResults(tx: CallTx, task: string, { models }: { readonly models: boolean }): Promise<ClearedResults> {
  const { db } = tx
  const artifacts = await db.deleteFrom('task_artifact').where('task', '=', task).where('mode', '=', 'output').returning('uri').execute()
  await db.deleteFrom('task_metric').where('task', '=', task).execute()
  await db.deleteFrom('task_metric_stat').where('task', '=', task).execute()
  const row = await db.selectFrom('task').select('models').where('id', '=', task).executeTakeFirstOrThrow()
  const { input = [] } = parseObject<{ input?: object[] }>(row.models) ?? {}
  const urls = { artifacts: artifacts.map(({ uri }) => uri).filter((uri) => uri !== ''), models: [] as string[] }
  if (!models) return { urls, deletedModels: 0, inputModels: input }
  const gone = await deleteDraftModels(tx, task)
  urls.models.push(...gone.map(({ uri }) => uri).filter((uri) => uri !== ''))
  return { urls, deletedModels: gone.length, inputModels: input }
}

/** Deletes the models of a task that are not published. One that another task uses as an input stays, and belongs to no task. */
async function deleteDraftModels(tx: CallTx, task: string): Promise<readonly { readonly id: string; readonly uri: string }[]> {
  const { db, company } = tx
  const dialect = dialectOf(db)
  const drafts = await db
    .selectFrom('model')
    .select('id')
    .where('company', '=', company)
    .where('task', '=', task)
    .where('ready', '=', 0)
    .execute()
  if (drafts.length === 0) return []
  const ids = drafts.map(({ id }) => id)
  const used = (await inputUses(tx, ids)).filter((use) => use.task !== task).map(({ model }) => model)
  if (used.length > 0)
    await db
      .updateTable('model')
      .set({ task: null })
      .where(inList(sql.ref('id'), used, dialect))
      .execute()
  const gone = await db
    .deleteFrom('model')
    .where(inList(sql.ref('id'), ids, dialect))
    .where('task', '=', task)
    // Published meanwhile, it stays.
    .where('ready', '=', 0)
    .returning(['id', 'uri'])
    .execute()
  const goneIds = gone.map(({ id }) => id)
  if (goneIds.length > 0) await db.deleteFrom('model_tag').where('model', 'in', goneIds).execute()
  await scheduleEventRemoval(tx, goneIds)
  return gone
}
