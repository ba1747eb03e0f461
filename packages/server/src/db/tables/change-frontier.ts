import { sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'
import type { ReadConnection } from '../../scope.ts'

/** How far the stream may be told from a place on, and whether more waits behind a transaction that is still open. */
export interface Reach {
  readonly until: number
  readonly held: boolean
}
/** Where a stream stands, as its reader keeps it: told is all up to `seq`, but for what transactions from `beforeXid` on have noted below it. */
export interface Place {
  readonly seq: number
  readonly beforeXid?: number
}
export interface Start {
  readonly seq: number
  /** Changes up to `seq` of transactions before this one were committed before the start. */
  readonly told?: { readonly seq: number; readonly beforeXid: number }
}
export interface Frontier {
  /** Where a stream stands that is to tell what is committed from here on. */
  readonly now: () => Promise<Place>
  readonly from: (place: Place) => Start
  readonly reach: (place: number) => Promise<Reach>
}

/** SQLite has one writer: numbers become visible in their order, without gaps. */
const sqliteFrontier = (db: ReadConnection): Frontier => {
  const newest = async (): Promise<number> =>
    (
      await db
        .selectFrom('change')
        .select(({ fn }) => fn.max('seq').as('seq'))
        .executeTakeFirstOrThrow()
    ).seq ?? 0
  return {
    now: async () => ({ seq: await newest() }),
    from: ({ seq }) => ({ seq }),
    reach: async () => ({ until: await newest(), held: false }),
  }
}

const lookAhead = 1000

/**
 * In PostgreSQL a number is given out before its transaction commits. A number that is missing below a visible one therefore belongs to a
 * transaction that is still open or was rolled back: the stream stops before it until all transactions of that time have ended.
 */
function postgresFrontier(db: ReadConnection): Frontier {
  let gap: { readonly below: number; readonly horizon: number | undefined } | undefined

  async function look(place: number): Promise<{ readonly numbers: readonly number[]; readonly xmin: number; readonly xmax: number }> {
    // One statement has one snapshot.
    const seen = sql<{
      numbers: string
      xmin: number
      xmax: number
    }>`select pg_snapshot_xmin(s)::text::int8 as xmin, pg_snapshot_xmax(s)::text::int8 as xmax,
      (select coalesce(json_agg(seq order by seq), '[]') from (select seq from change where seq > ${place} order by seq limit ${lookAhead}) as c) as numbers
      from pg_current_snapshot() as s`
    const { numbers, ...snapshot } = (await seen.execute(db)).rows[0]!
    return { numbers: JSON.parse(numbers) as number[], ...snapshot }
  }

  async function reach(place: number): Promise<Reach> {
    const { numbers, xmin, xmax } = await look(place)
    const missing = numbers.findIndex((seq, index) => seq !== place + index + 1)
    if (missing === -1) {
      gap = undefined
      return { until: numbers.at(-1) ?? place, held: false }
    }
    const sound = place + missing
    if (gap !== undefined && gap.below <= sound) gap = undefined
    // Whoever holds a number has a transaction id a moment later: the time to wait for is that of the next look.
    if (gap === undefined) gap = { below: numbers.at(-1)!, horizon: undefined }
    else if (gap.horizon === undefined) gap = { ...gap, horizon: xmax }
    else if (xmin >= gap.horizon) {
      const until = gap.below
      gap = undefined
      return { until, held: numbers.at(-1)! > until }
    }
    return { until: sound, held: true }
  }

  return {
    reach,
    now: async () => {
      const { rows } = await sql<{
        seq: number | null
        xid: number
      }>`select (select max(seq) from change) as seq, pg_snapshot_xmin(pg_current_snapshot())::text::int8 as xid`.execute(db)
      const { seq, xid } = rows[0]!
      return { seq: seq ?? 0, beforeXid: xid }
    },
    // What an open transaction has noted may have a lower number than what is already there.
    from: ({ seq, beforeXid }) => (beforeXid === undefined ? { seq } : { seq: Math.max(0, seq - lookAhead), told: { seq, beforeXid } }),
  }
}

/** One for each stream: it remembers what it waits for. */
export function openFrontier(db: ReadConnection): Frontier {
  return isPostgres(db) ? postgresFrontier(db) : sqliteFrontier(db)
}
