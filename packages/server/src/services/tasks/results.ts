import { sql } from 'kysely'
import type { Context } from '../../context.ts'
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
export async function clearResults(tx: Context, task: string, { models }: { readonly models: boolean }): Promise<ClearedResults> {
  const { db, company } = tx
  const artifacts = await db.deleteFrom('task_artifact').where('task', '=', task).where('mode', '=', 'output').returning('uri').execute()
  await db.deleteFrom('task_metric').where('task', '=', task).execute()
  await db.deleteFrom('task_metric_stat').where('task', '=', task).execute()
  const row = await db.selectFrom('task').select('models').where('id', '=', task).executeTakeFirstOrThrow()
  const { input = [] } = parseObject<{ input?: object[] }>(row.models) ?? {}
  const urls = { artifacts: artifacts.map(({ uri }) => uri).filter((uri) => uri !== ''), models: [] as string[] }
  if (!models) return { urls, deletedModels: 0, inputModels: input }
  const drafts = await db
    .selectFrom('model')
    .select('id')
    .where('company', '=', company)
    .where('task', '=', task)
    .where('ready', '=', 0)
    .execute()
  const uses = await inputUses(
    tx,
    drafts.map(({ id }) => id),
  )
  const kept = new Set(uses.filter((use) => use.task !== task).map(({ model }) => model))
  const [stay, go] = [drafts.filter(({ id }) => kept.has(id)), drafts.filter(({ id }) => !kept.has(id))].map((some) =>
    some.map(({ id }) => id),
  )
  const dialect = dialectOf(db)
  await db
    .updateTable('model')
    .set({ task: null })
    .where(inList(sql.ref('id'), stay!, dialect))
    .execute()
  const gone = await db
    .deleteFrom('model')
    .where(inList(sql.ref('id'), go!, dialect))
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
