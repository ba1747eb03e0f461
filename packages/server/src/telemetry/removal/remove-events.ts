import { setImmediate as breathe } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { SampleTableName } from '../ingest/entity-batch.ts'
import { unpackPlot } from '../stores/rows.ts'
import type { TelemetryTables } from '../tables.ts'
import { clearLog } from './clear-log.ts'
import { inParts, rowsAtOnce } from './in-parts.ts'

const sampleTables: readonly SampleTableName[] = ['plot', 'image', 'vector']

/** Reads the addresses of the debug images of a task or model, and of the images in its plots, each once. */
export async function imageAddresses(db: Kysely<TelemetryTables>, company: string, task: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('image').select('body').distinct().where('company', '=', company).where('task', '=', task).execute()
  const addresses = new Set(rows.map(({ body }) => body))
  for await (const figure of figuresOf(db, company, task)) for (const address of sourcesIn(figure)) addresses.add(address)
  return [...addresses].toSorted()
}

/** How many plots are read at once: one may have megabytes. */
const plotsAtOnce = 20

/** Reads the figures of a task's or model's plots, some at a time, so that other reads run in between. */
async function* figuresOf(db: Kysely<TelemetryTables>, company: string, task: string): AsyncGenerator<string> {
  for (let offset = 0; ; offset += plotsAtOnce) {
    const rows = await db
      .selectFrom('plot')
      .select('body')
      .where('company', '=', company)
      .where('task', '=', task)
      .orderBy('attempt')
      .orderBy('metric')
      .orderBy('variant')
      .orderBy('iter')
      .orderBy('key')
      .offset(offset)
      .limit(plotsAtOnce)
      .execute()
    for (const { body } of rows) yield unpackPlot(body) ?? ''
    await breathe()
    if (rows.length < plotsAtOnce) return
  }
}

/** The addresses that a figure names as sources of its images. An image that the figure holds itself (`data:`) has none. */
function sourcesIn(figure: string): readonly string[] {
  return [...figure.matchAll(/"source"\s*:\s*"([a-z][a-z0-9+.-]*:\/\/[^"]*)"/giu)].map(([, address = '']) => address)
}

/** Deletes all events of a task or model, some rows at a time, so that reads run in between. After an interruption it can be called again. */
export async function removeEvents(db: Kysely<TelemetryTables>, company: string, task: string): Promise<number> {
  let removed = BigInt(await clearLog(db, { company, task }))
  const series = await db.selectFrom('series').select('id').where('company', '=', company).where('task', '=', task).execute()
  for (const { id } of series) {
    removed += await removePoints(db, id)
    await db.deleteFrom('series').where('id', '=', id).execute()
  }
  for (const table of sampleTables) {
    const rows = await db
      .deleteFrom(table as 'plot')
      .where('company', '=', company)
      .where('task', '=', task)
      .executeTakeFirst()
    removed += rows.numDeletedRows
  }
  return Number(removed)
}

function removePoints(db: Kysely<TelemetryTables>, series: number): Promise<bigint> {
  return inParts(async () => {
    const points = db.selectFrom('point').select('iter').where('series', '=', series)
    const beyond = await points.orderBy('iter').offset(rowsAtOnce).limit(1).executeTakeFirst()
    const some = db.deleteFrom('point').where('series', '=', series)
    const { numDeletedRows } = await (beyond === undefined ? some : some.where('iter', '<', beyond.iter)).executeTakeFirstOrThrow()
    return { numDeletedRows, isMore: beyond !== undefined }
  })
}
