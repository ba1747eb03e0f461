import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { byteSize } from '../sql/byte-size.ts'
import { inList } from '../sql/in-list.ts'
import { parse } from '../sql/json.ts'
import { bytesAtOnce, eventsAtOnce } from './runs.ts'

/** A run with events. */
export interface RecordedRun {
  readonly id: string
  /** The number of its last event. */
  readonly seq: number
  readonly engine_version: number
  /** When its first event was stored, which distinguishes it from the runs of its task before a reset. */
  readonly born: number
}

/** Those of the runs that have events. */
export async function findRecordedRuns({ db, company }: Reader, ids: readonly string[]): Promise<readonly RecordedRun[]> {
  return db
    .selectFrom('run as r')
    .innerJoin('run_event as e', (join) => join.onRef('e.run', '=', 'r.id').on('e.seq', '=', 1))
    .select(['r.id', 'r.seq', 'r.engine_version', 'e.created as born'])
    .where('r.company', '=', company)
    .where(inList(sql.ref('r.id'), ids, dialectOf(db)))
    .execute()
}

/** Events of a run: those with greater numbers than `after`, up to `upTo`. */
export interface EventRange {
  readonly run: string
  readonly after: number
  readonly upTo: number
}

export interface NumberedEvent {
  readonly run: string
  readonly seq: number
  readonly event: Readonly<Record<string, unknown>>
}

/** The events of ranges in the order of their numbers: as many as one answer takes, of the first ranges, and at least one. */
export async function readRanges(reader: Reader, ranges: readonly EventRange[]): Promise<readonly NumberedEvent[]> {
  const fitting = await fittingRanges(reader, firstEvents(ranges))
  if (fitting.length === 0) return []
  const rows = await selectRanges(reader, fitting).select(['run', 'seq', 'event']).execute()
  return rows.map(({ event, ...row }) => ({ ...row, event: parse<Record<string, unknown>>(event) })).toSorted(bySeq)
}

/** The ranges, cut to as many events as one answer takes. */
function firstEvents(ranges: readonly EventRange[]): readonly EventRange[] {
  let room = eventsAtOnce
  return ranges.flatMap(({ run, after, upTo }) => {
    const last = Math.min(upTo, after + room)
    room -= last - after
    return last > after ? [{ run, after, upTo: last }] : []
  })
}

/** The ranges, cut to as many bytes as one answer takes. */
async function fittingRanges(reader: Reader, ranges: readonly EventRange[]): Promise<readonly EventRange[]> {
  if (ranges.length === 0) return []
  const bytes = byteSize(sql.ref('event'), dialectOf(reader.db)).as('bytes')
  const sizes = Map.groupBy(await selectRanges(reader, ranges).select(['run', 'seq', bytes]).execute(), ({ run }) => run)
  let sum = 0
  return ranges.flatMap(({ run, after }) => {
    let last = after
    for (const one of (sizes.get(run) ?? []).toSorted(bySeq)) {
      const isFirst = sum === 0
      sum += one.bytes
      if (sum > bytesAtOnce && !isFirst) break
      last = one.seq
    }
    return last > after ? [{ run, after, upTo: last }] : []
  })
}

/** Without an order in SQL, for which SQLite would read the events of all runs instead of the ranges. */
function selectRanges({ db, company }: Reader, ranges: readonly EventRange[]) {
  return db
    .selectFrom('run_event')
    .where('company', '=', company)
    .where((eb) => eb.or(ranges.map(({ run, after, upTo }) => eb.and([eb('run', '=', run), eb('seq', '>', after), eb('seq', '<=', upTo)]))))
}

function bySeq(one: { readonly seq: number }, other: { readonly seq: number }): number {
  return one.seq - other.seq
}
