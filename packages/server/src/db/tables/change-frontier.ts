import { sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'
import type { ReadConnection } from '../../scope.ts'
import { defined } from '../../defined.ts'

/** Up to which change the stream may be sent, and whether later changes wait for a transaction that is still open. */
export interface Reach {
  readonly until: number
  readonly isBlocked: boolean
}
/** The position of a stream, as its reader stores it: all changes up to `seq` were sent, except those of transactions from `beforeXid` on. */
export interface StreamCursor {
  readonly seq: number
  readonly beforeXid?: number
}
export interface Start {
  readonly seq: number
  /** Changes up to `seq` of transactions before `beforeXid` were committed before the stream began, so they are not sent. */
  readonly sent?: { readonly seq: number; readonly beforeXid: number }
}
export interface Frontier {
  /** The position of a stream that begins now. */
  readonly now: () => Promise<StreamCursor>
  readonly from: (cursor: StreamCursor) => Start
  readonly reach: (after: number) => Promise<Reach>
}

/** The frontier in SQLite, which has one writer: numbers become visible in their order, without gaps. */
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
    reach: async () => ({ until: await newest(), isBlocked: false }),
  }
}

/** How far below the newest visible number the numbers of an open transaction may lie. */
export const openReach = 1000

/**
 * The frontier in PostgreSQL, where a transaction gets its numbers before it commits. A number that is missing below a visible one therefore belongs
 * to a transaction that is open or was rolled back: the stream stops before the gap until all transactions of that time have ended.
 */
function postgresFrontier(db: ReadConnection): Frontier {
  let gap: { readonly below: number; readonly horizon: number | undefined } | undefined

  async function poll(after: number): Promise<{ readonly numbers: readonly number[]; readonly xmin: number; readonly xmax: number }> {
    // One statement, because it sees one snapshot.
    const snapshotQuery = sql<{
      numbers: string
      xmin: number
      xmax: number
    }>`select pg_snapshot_xmin(s)::text::int8 as xmin, pg_snapshot_xmax(s)::text::int8 as xmax,
      (select coalesce(json_agg(seq order by seq), '[]') from (select seq from change where seq > ${after} order by seq limit ${openReach}) as c) as numbers
      from pg_current_snapshot() as s`
    const { numbers, ...snapshot } = defined((await snapshotQuery.execute(db)).rows[0])
    return { numbers: JSON.parse(numbers) as number[], ...snapshot }
  }

  async function reach(after: number): Promise<Reach> {
    const { numbers, xmin, xmax } = await poll(after)
    const missing = numbers.findIndex((seq, index) => seq !== after + index + 1)
    if (missing === -1) {
      gap = undefined
      return { until: numbers.at(-1) ?? after, isBlocked: false }
    }
    const complete = after + missing
    if (gap !== undefined && gap.below <= complete) gap = undefined
    // A transaction may get its id a moment after its number, so the horizon is taken from the next poll's snapshot.
    if (gap === undefined) gap = { below: defined(numbers.at(-1)), horizon: undefined }
    else if (gap.horizon === undefined) gap = { ...gap, horizon: xmax }
    else if (xmin >= gap.horizon) {
      const until = gap.below
      gap = undefined
      return { until, isBlocked: defined(numbers.at(-1)) > until }
    }
    return { until: complete, isBlocked: true }
  }

  return {
    reach,
    now: async () => {
      const { rows } = await sql<{
        seq: number | null
        xid: number
      }>`select (select max(seq) from change) as seq, pg_snapshot_xmin(pg_current_snapshot())::text::int8 as xid`.execute(db)
      const { seq, xid } = defined(rows[0])
      return { seq: seq ?? 0, beforeXid: xid }
    },
    // An open transaction may still commit a number lower than those that are visible now.
    from: ({ seq, beforeXid }) => (beforeXid === undefined ? { seq } : { seq: Math.max(0, seq - openReach), sent: { seq, beforeXid } }),
  }
}

/** Opens a frontier for one stream. It holds the state of the gap for which the stream waits. */
export function openFrontier(db: ReadConnection): Frontier {
  return isPostgres(db) ? postgresFrontier(db) : sqliteFrontier(db)
}
