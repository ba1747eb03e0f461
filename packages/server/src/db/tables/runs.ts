import { type RawBuilder, sql, type Updateable } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { byteSize } from '../sql/byte-size.ts'
import { dialectOf } from '../connection/dialect.ts'
import { json, parse } from '../sql/json.ts'
import { columnsOf, type Given, givenColumns, hasChanged, prepared } from '../sql/prepared.ts'
import { rowBatches } from '../sql/row-batches.ts'
import type { RunTable } from '../schema.ts'

/** How many events, and how many bytes of them, one read returns: events are parsed, and no other call is answered meanwhile. */
export const [eventsAtOnce, bytesAtOnce] = [10_000, 4 * 1024 * 1024]

/**
 * The events of a run after a sequence number: as many as one answer takes, and at least one. Readers continue after the last event until `seq`. A
 * reset of the run's task begins a new run.
 */
export async function readRun({ db, company }: Reader, run: string, after: number) {
  const row = await db
    .selectFrom('run')
    .select(['seq', 'engine_version'])
    .where('id', '=', run)
    .where('company', '=', company)
    .executeTakeFirst()
  const next = db
    .selectFrom('run_event')
    .where('run', '=', run)
    .where('company', '=', company)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(eventsAtOnce)
  const sizes = await next.select(['seq', byteSize(sql.ref('event'), dialectOf(db)).as('bytes')]).execute()
  const rows = await next
    .select(['seq', 'event'])
    .where('seq', '<=', lastWithin(sizes) ?? after)
    .execute()
  return {
    seq: row?.seq ?? 0,
    engine_version: row?.engine_version ?? 0,
    events: rows.map(({ seq, event }) => ({ seq, event: parse<Record<string, unknown>>(event) })),
  }
}

/** The sequence number of the last event that fits into an answer. */
function lastWithin(sizes: readonly { readonly seq: number; readonly bytes: number }[]): number | undefined {
  let last: number | undefined
  let sum = 0
  for (const { seq, bytes } of sizes) {
    sum += bytes
    if (last !== undefined && sum > bytesAtOnce) break
    last = seq
  }
  return last
}

export interface Append {
  readonly expectedSeq: number
  /** The oldest version of the engine that replays these events. A run keeps the highest that any of its events needs. */
  readonly engineVersion: number
  readonly events: readonly object[]
  /** Whether the server has commands of this run left to carry out. Default: as before. */
  readonly isDue?: boolean
  /** Whether the events count as stored at the times that they have themselves, because another server stored them. */
  readonly atTheirTimes?: boolean
}

/** Appends events by compare-and-set on the run's sequence number, so that two processes of one run cannot both act. */
export async function appendRunEvents(
  { db, company, now }: Tx,
  run: string,
  { expectedSeq, engineVersion, events, isDue, atTheirTimes = false }: Append,
): Promise<number> {
  const seq = expectedSeq + events.length
  const columns = { company, seq, updated: now(), ...(isDue === undefined ? {} : { due: isDue ? (1 as const) : null }) }
  const row = { ...columns, engine_version: engineVersion }
  const won = expectedSeq === 0 ? await begin() : hasChanged(await setRun(db, { ...row, id: run, from: expectedSeq }, columnsOf(columns)))
  if (!won) {
    const { seq: stored } = (await db.selectFrom('run').select('seq').where('id', '=', run).executeTakeFirst()) ?? { seq: 0 }
    throw new ActionError('run_conflict', { run, expected_seq: expectedSeq, seq: stored })
  }
  const created = (event: object): number => (atTheirTimes && 'at' in event && Number.isSafeInteger(event.at) ? Number(event.at) : now())
  const rows = events.map((event, index) => ({ run, company, seq: expectedSeq + index + 1, event: json(event), created: created(event) }))
  for (const batch of rowBatches(rows)) await db.insertInto('run_event').values(batch).execute()
  return seq

  async function begin(): Promise<boolean> {
    const inserted = await db
      .insertInto('run')
      .values({ due: null, shown_seq: null, deadline: null, id: run, ...row })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst()
    return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
  }
}

type RunUpdate = Updateable<RunTable> & { readonly id: string; readonly from: number; readonly engine_version: number }

const setRun = prepared((db, given: Given<RunUpdate>, columns) =>
  db
    .updateTable('run')
    .set({ ...givenColumns(given, columns), engine_version: higherVersion(given('engine_version')) })
    .where('id', '=', given('id'))
    .where('seq', '=', given('from'))
    .compile(),
)

function higherVersion(version: RawBuilder<number>): RawBuilder<number> {
  return sql`case when engine_version < ${version} then ${version} else engine_version end`
}

/** Deletes a run when its controller is reset, so that the next run begins empty. */
export async function deleteRun({ db, company }: Tx, run: string): Promise<void> {
  await db.deleteFrom('run_event').where('run', '=', run).where('company', '=', company).execute()
  await db.deleteFrom('run').where('id', '=', run).where('company', '=', company).execute()
  await db.deleteFrom('step_launch').where('run', '=', run).where('company', '=', company).execute()
}
