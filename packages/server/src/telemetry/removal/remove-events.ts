import { setImmediate as breathe } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { SampleTableName } from '../ingest/entity-batch.ts'
import type { TelemetryTables } from '../tables.ts'

const sampleTables: readonly SampleTableName[] = ['plot', 'image', 'vector']

/** Reads the addresses of the debug images of a task or model, each once. */
export async function imageAddresses(db: Kysely<TelemetryTables>, company: string, task: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('image').select('body').distinct().where('company', '=', company).where('task', '=', task).execute()
  return rows.map(({ body }) => body).toSorted()
}

/** Deletes all events of a task or model, one series at a time, so that reads run in between. After an interruption it can be called again. */
export async function removeEvents(db: Kysely<TelemetryTables>, company: string, task: string): Promise<number> {
  let removed = 0n
  const series = await db.selectFrom('series').select('id').where('company', '=', company).where('task', '=', task).execute()
  for (const { id } of series) {
    const points = await db.deleteFrom('point').where('series', '=', id).executeTakeFirst()
    await db.deleteFrom('series').where('id', '=', id).execute()
    removed += points.numDeletedRows
    await breathe()
  }
  for (const table of ['log', ...sampleTables] as const) {
    const rows = await db
      .deleteFrom(table as 'log')
      .where('company', '=', company)
      .where('task', '=', task)
      .executeTakeFirst()
    removed += rows.numDeletedRows
  }
  return Number(removed)
}
