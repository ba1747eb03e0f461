import { type SelectQueryBuilder, sql } from 'kysely'
import { singleValueIteration } from '../event.ts'
import type { TelemetryTables } from '../tables.ts'
import type { FollowScalarsQuery, FollowedCurve, FollowedScalars } from '../telemetry.ts'
import { Refusal } from '../thread/refusal.ts'
import { type Curve, curvesOf } from './curves.ts'
import { boundsOf, floorTo, shownMean, uniteBounds } from './histogram.ts'
import { compare } from './names.ts'
import type { Reader } from './reader.ts'
import { changeOf, type CurveState, doublingWidth, packCursor, type ScalarCursor, type SeriesNow, unpackCursor } from './scalar-cursor.ts'
import { stateOfScroll, writeScroll } from './scroll.ts'
import { ownPoints, partsOf, type SeriesPart, seriesOf, together } from './series-parts.ts'

/**
 * Reads the curves of tasks, or what came since an answer whose cursor is given. Curves of more than `samples` points are given as means of equal stretches
 * of the iterations.
 */
export async function followScalars(reader: Reader, { tasks, metrics, samples, after }: FollowScalarsQuery): Promise<FollowedScalars> {
  const curves = tasks.length === 0 ? [] : await curvesOf(reader, tasks, metrics)
  const cursor = after === undefined ? undefined : readCursor(after)
  const present = new Set(curves.flatMap(({ series }) => series))
  // A curve may have been deleted whose name the cursor does not tell.
  const isFresh = cursor?.samples !== samples || cursor.curves.some(({ series }) => series.some(({ id }) => !present.has(id)))
  const states = new Map(isFresh ? [] : cursor.curves.flatMap((state) => state.series.map(({ id }) => [id, state] as const)))
  const stateOf = ({ series: [latest] }: Curve): CurveState | undefined => (latest === undefined ? undefined : states.get(latest))
  const news = await newsOf(reader, curves, stateOf)
  const changes = curves.map((curve) => ({ curve, change: changeOf(stateOf(curve), news.of(curve), samples) }))

  const whole = changes.flatMap(({ curve, change }) => (change === 'whole' ? [curve] : []))
  const bounds = await together(whole.flatMap(partsOf), (part) => boundsOf(reader, part, 'iter', samples))
  const read = changes.flatMap(({ curve, change }): Reading[] => {
    const state = stateOf(curve)
    const series = news.of(curve).map(({ added: _, knownAt: __, ...now }) => now)
    if (change === 'whole') {
      const { count, low, high } = uniteBounds(bounds.of(curve))
      if (count === 0) return [{ curve, state: { width: 0, count, low: 0, series }, fresh: true }]
      return [{ curve, state: { width: count > samples ? doublingWidth({ low, high }, samples) : 0, count, low, series }, fresh: true }]
    }
    if (change === 'none' || state === undefined) return []
    return [{ curve, state: { ...state, count: state.count + change.added, series }, fresh: false, span: change }]
  })
  const rows = await pointsOf(reader, read)
  const now = new Map(read.map(({ curve, state }) => [curve, state]))
  return {
    fresh: isFresh,
    curves: read.flatMap(({ curve, fresh }) => shown(curve, fresh, rows.of(curve))),
    after: writeScroll(
      kind,
      packCursor({ samples, curves: curves.flatMap((curve) => now.get(curve) ?? stateOf(curve) ?? []) } satisfies ScalarCursor),
    ),
  }
}

const kind = 'scalars'

/** What is read of a curve: all of it, or what is in a span of iterations. */
interface Reading {
  readonly curve: Curve
  /** What the reader will have been given. */
  readonly state: CurveState
  /** Whether the answer replaces what the reader was given of the curve. */
  readonly fresh: boolean
  readonly span?: { readonly from: number; readonly to: number }
}

function readCursor(after: string): ScalarCursor {
  const cursor = unpackCursor(stateOfScroll(kind, after))
  if (cursor !== undefined) return cursor
  const message = 'must be `after` of an earlier answer'
  throw new Refusal('invalid_request', { field: 'after', reason: message, problems: [{ field: 'after', message }] })
}

/** How each series is stored now, beside what the reader was given of it. One statement reads both the count and the points, so that they agree. */
async function newsOf(
  reader: Reader,
  curves: readonly Curve[],
  stateOf: (curve: Curve) => CurveState | undefined,
): Promise<{ readonly of: (curve: Curve) => readonly SeriesNow[] }> {
  const rows = await together(curves.flatMap(partsOf), (part) => {
    const known = stateOf(part.curve)?.series.find(({ id }) => id === part.id)
    const points = reader.db.selectFrom('point').where('series', '=', part.id)
    const latest = points.orderBy('iter', 'desc').limit(1)
    const added = known === undefined ? points.where(sql<boolean>`1 = 0`) : points.where('iter', '>', known.last)
    return reader.db.selectNoFrom([
      seriesOf(part),
      reader.db.selectFrom('series').select('written').where('id', '=', part.id).as('written'),
      added.select(({ fn }) => fn.countAll<number>().as('added')).as('added'),
      latest.select('iter').as('last'),
      latest.select('ts').as('lastAt'),
      points
        .where('iter', '=', known?.last ?? singleValueIteration)
        .select('ts')
        .as('knownAt'),
    ])
  })
  return {
    of: (curve) =>
      rows.of(curve).map(({ series, written, added, last, lastAt, knownAt }) => ({
        id: series,
        written: written ?? 0,
        added: added ?? 0,
        last: last ?? singleValueIteration,
        lastAt: lastAt ?? 0,
        knownAt,
      })),
  }
}

/** A point, or the values of a bucket: the sum of the finite ones, and the kind of the others. */
interface Row {
  readonly series: number
  /** The iteration, or the first one of the bucket. */
  readonly x: number
  readonly ts: number
  readonly sum: number | null
  readonly count: number
  readonly kind: number
}

function pointsOf(reader: Reader, read: readonly Reading[]): Promise<{ readonly of: (curve: Curve) => readonly Row[] }> {
  const parts = read.flatMap(({ curve, state: { width }, span }) => partsOf(curve).map((part) => ({ ...part, width, span })))
  return together(parts, ({ width, span, ...part }) => (width === 0 ? pointsIn(reader, part, span) : bucketsIn(reader, part, width, span)))
}

function pointsIn(reader: Reader, part: SeriesPart, span: Reading['span']): SelectQueryBuilder<TelemetryTables, never, Row> {
  let own = ownPoints(reader, part)
  if (span !== undefined) own = own.where('iter', '>=', span.from).where('iter', '<=', span.to)
  return own.select([seriesOf(part), 'iter as x', 'ts', 'value as sum', sql<number>`1`.as('count'), 'kind'])
}

/** The buckets that a span touches, each whole. */
function bucketsIn(
  reader: Reader,
  part: SeriesPart,
  width: number,
  span: Reading['span'],
): SelectQueryBuilder<TelemetryTables, never, Row> {
  let own = ownPoints(reader, part)
  const startOf = (iter: number): number => Math.floor(iter / width) * width
  if (span !== undefined) own = own.where('iter', '>=', startOf(span.from)).where('iter', '<', startOf(span.to) + width)
  return own
    .select(({ fn }) => [
      seriesOf(part),
      floorTo('iter', width).as('x'),
      fn.max('ts').as('ts'),
      fn.sum<number | null>('value').as('sum'),
      fn.count<number>('value').as('count'),
      fn.max('kind').as('kind'),
    ])
    .groupBy('x')
}

/** Unites what the attempts reported. A curve of single values has no points, and is not shown. */
function shown({ task, metric, variant }: Curve, fresh: boolean, rows: readonly Row[]): FollowedCurve[] {
  const union = new Map<number, Row>()
  for (const row of rows) {
    const other = union.get(row.x)
    union.set(row.x, other === undefined ? row : united(row, other))
  }
  if (union.size === 0) return []
  const sorted = [...union.values()].toSorted((a, b) => compare(a.x, b.x))
  const axes = { iter: sorted.map(({ x }) => x), timestamp: sorted.map(({ ts }) => ts) }
  return [{ task, metric, variant, fresh, ...axes, value: sorted.map(shownMean) }]
}

function united(one: Row, other: Row): Row {
  return {
    ...one,
    ts: Math.max(one.ts, other.ts),
    sum: (one.sum ?? 0) + (other.sum ?? 0),
    count: one.count + other.count,
    kind: Math.max(one.kind, other.kind),
  }
}
