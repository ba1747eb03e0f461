import { type RawBuilder, sql } from 'kysely'
import { singleValueIteration, shownValue } from '../event.ts'
import type { HistogramQuery, HistogramsQuery, TaskCurve } from '../telemetry.ts'
import { type Curve, curvesOf } from './curves.ts'
import { compare } from './names.ts'
import type { Reader } from './reader.ts'

export interface HistogramCurve {
  readonly name: string
  readonly x: unknown[]
  readonly y: (number | string | null)[]
}
type Axis = 'iter' | 'ts'
interface Bounds {
  readonly count: number
  readonly low: number
  readonly high: number
}
/** The values of a stretch of the x axis: the sum of the finite ones, and the kind of the others. */
interface Bucket {
  readonly x: number
  readonly sum: number | null
  readonly count: number
  readonly kind: number
}

/** What one attempt reported of a curve. */
interface SeriesPart {
  readonly id: number
  /** The series of later attempts, whose points replace those of the same iterations. */
  readonly later: readonly number[]
}

/** The curves of a task, by metric and variant. */
export async function histogram(
  reader: Reader,
  { task, ...query }: HistogramQuery,
): Promise<Record<string, Record<string, HistogramCurve>>> {
  // A `Map`, because users choose the names, and one may be `__proto__`.
  const result = new Map<string, Map<string, HistogramCurve>>()
  for (const { metric, variant, x, y } of await histograms(reader, { ...query, tasks: [task] })) {
    const variants = result.get(metric) ?? new Map<string, HistogramCurve>()
    result.set(metric, variants.set(variant, { name: variant, x, y }))
  }
  return Object.fromEntries([...result].map(([metric, variants]) => [metric, Object.fromEntries(variants)]))
}

/** Reads curves of at most `samples` points each: all points if there are no more than that, else the means of equal stretches of the axis. */
export async function histograms(reader: Reader, { tasks, key, samples, metrics }: HistogramsQuery): Promise<TaskCurve[]> {
  const axis: Axis = key === 'iter' ? 'iter' : 'ts'
  const curves: TaskCurve[] = []
  for (const curve of tasks.length === 0 ? [] : await curvesOf(reader, tasks, metrics)) {
    const buckets = await readCurve(reader, curve, axis, samples)
    if (buckets.length === 0) continue
    const { task, metric, variant } = curve
    const x = buckets.map((bucket) => (key === 'iso_time' ? new Date(bucket.x).toISOString() : bucket.x))
    curves.push({ task, metric, variant, x, y: buckets.map(shownMean) })
  }
  return curves
}

async function readCurve(reader: Reader, { series }: Curve, axis: Axis, samples: number): Promise<readonly Bucket[]> {
  const parts = series.map((id, index): SeriesPart => ({ id, later: series.slice(0, index) }))
  const bounds = uniteBounds(await Promise.all(parts.map((part) => readBounds(reader, part, axis))))
  if (bounds.count === 0) return []
  if (bounds.count <= samples) {
    const points = await Promise.all(parts.map((part) => readPoints(reader, part, axis)))
    return points.flat().toSorted((a, b) => compare(a.x, b.x))
  }
  const width = bucketWidth(bounds, samples)
  const buckets = await Promise.all(parts.map((part) => readBuckets(reader, part, axis, width)))
  return uniteBuckets(buckets.flat())
}

/** The width of buckets so that at most `samples` of them cover the axis; two buckets, if one cannot. */
export function bucketWidth({ low, high }: Pick<Bounds, 'low' | 'high'>, samples: number): number {
  const width = Math.max(1, Math.ceil((high - low + 1) / samples))
  // Buckets begin at multiples of their width, so the first and the last one may extend beyond the axis.
  return Math.floor(high / width) - Math.floor(low / width) + 1 <= samples
    ? width
    : Math.max(2, Math.ceil((high - low + 1) / Math.max(1, samples - 1)))
}

function uniteBounds(all: readonly Bounds[]): Bounds {
  const filled = all.filter(({ count }) => count > 0)
  return {
    count: filled.reduce((sum, { count }) => sum + count, 0),
    low: Math.min(...filled.map(({ low }) => low)),
    high: Math.max(...filled.map(({ high }) => high)),
  }
}

/** The points of a series without those whose iteration a later attempt reported as well. */
function ownPoints({ db }: Reader, { id, later }: SeriesPart) {
  const query = db.selectFrom('point').where('series', '=', id).where('iter', '!=', singleValueIteration)
  if (later.length === 0) return query
  return query.where((at) =>
    at.not(
      at.exists(
        at.selectFrom('point as other').select('other.iter').where('other.series', 'in', later).whereRef('other.iter', '=', 'point.iter'),
      ),
    ),
  )
}

async function readBounds(reader: Reader, part: SeriesPart, axis: Axis): Promise<Bounds> {
  const { count, low, high } = await ownPoints(reader, part)
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min(axis).as('low'), fn.max(axis).as('high')])
    .executeTakeFirstOrThrow()
  return { count, low, high }
}

/** Reads each point as a bucket of its own. */
async function readPoints(reader: Reader, part: SeriesPart, axis: Axis): Promise<readonly Bucket[]> {
  const rows = await ownPoints(reader, part)
    .select([`${axis} as x`, 'value', 'kind'])
    .orderBy(axis)
    .execute()
  return rows.map(({ x, value, kind }) => ({ x, sum: value, count: 1, kind }))
}

async function readBuckets(reader: Reader, part: SeriesPart, axis: Axis, width: number): Promise<readonly Bucket[]> {
  return ownPoints(reader, part)
    .select(({ fn }) => [
      floorTo(axis, width).as('x'),
      fn.sum<number | null>('value').as('sum'),
      fn.count<number>('value').as('count'),
      fn.max('kind').as('kind'),
    ])
    .groupBy(sql`1`)
    .execute()
}

/** Rounds down to a multiple of `width`, also for negative numbers, where `%` of both databases gives a negative remainder. */
function floorTo(axis: Axis, width: number): RawBuilder<number> {
  const size = sql.lit(width)
  return sql<number>`${sql.ref(axis)} - ((${sql.ref(axis)} % ${size}) + ${size}) % ${size}`
}

function uniteBuckets(buckets: readonly Bucket[]): readonly Bucket[] {
  const union = new Map<number, Bucket>()
  for (const bucket of buckets) {
    const other = union.get(bucket.x)
    union.set(
      bucket.x,
      other === undefined
        ? bucket
        : {
            x: bucket.x,
            sum: (other.sum ?? 0) + (bucket.sum ?? 0),
            count: other.count + bucket.count,
            kind: Math.max(other.kind, bucket.kind),
          },
    )
  }
  return [...union.values()].toSorted((a, b) => compare(a.x, b.x))
}

/** The mean of the finite values; if there are none, the name of a value that is not finite. */
function shownMean({ sum, count, kind }: Bucket): number | string | null {
  return sum === null || count === 0 ? shownValue(null, kind) : sum / count
}
