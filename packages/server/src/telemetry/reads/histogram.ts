import { type RawBuilder, sql } from 'kysely'
import { defined } from '../../defined.ts'
import { shownValue } from '../event.ts'
import type { HistogramQuery, HistogramsQuery, TaskCurve } from '../telemetry.ts'
import { type Curve, curvesOf } from './curves.ts'
import { compare } from './names.ts'
import type { Reader } from './reader.ts'
import { ownPoints, partsOf, type SeriesPart, seriesOf, together } from './series-parts.ts'

export interface HistogramCurve {
  readonly name: string
  readonly x: unknown[]
  readonly y: (number | string | null)[]
}
type Axis = 'iter' | 'ts'
export interface Bounds {
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

/**
 * Reads curves of at most `samples` points each: all points if there are no more than that, else the means of equal stretches of the axis. Two or three
 * statements read a hundred curves.
 */
export async function histograms(reader: Reader, { tasks, key, samples, metrics }: HistogramsQuery): Promise<TaskCurve[]> {
  const axis: Axis = key === 'iter' ? 'iter' : 'ts'
  const curves = tasks.length === 0 ? [] : await curvesOf(reader, tasks, metrics)
  const parts = curves.flatMap(partsOf)
  const bounds = await together(parts, (part) => boundsOf(reader, part, axis, samples))
  const united = new Map(curves.map((curve) => [curve, uniteBounds(bounds.of(curve))]))
  const countOf = (curve: Curve) => united.get(curve)?.count ?? 0
  const whole = parts.filter(({ curve }) => countOf(curve) > 0 && countOf(curve) <= samples)
  const long = parts.filter(({ curve }) => countOf(curve) > samples)
  const points = await together(whole, (part) => pointsOf(reader, part, axis))
  const buckets = await together(long, (part) => bucketsOf(reader, part, axis, bucketWidth(defined(united.get(part.curve)), samples)))
  return curves.flatMap((curve) => {
    const isLong = countOf(curve) > samples
    const found = isLong ? uniteBuckets(buckets.of(curve)) : points.of(curve).toSorted((one, other) => compare(one.x, other.x))
    if (found.length === 0) return []
    const { task, metric, variant } = curve
    const x = found.map((bucket) => (key === 'iso_time' ? new Date(bucket.x).toISOString() : bucket.x))
    return [{ task, metric, variant, x, y: found.map(shownMean) }]
  })
}

/** The width of buckets so that at most `samples` of them cover the axis; two buckets, if one cannot. */
export function bucketWidth({ low, high }: Pick<Bounds, 'low' | 'high'>, samples: number): number {
  const width = Math.max(1, Math.ceil((high - low + 1) / samples))
  // Buckets begin at multiples of their width, so the first and the last one may extend beyond the axis.
  return Math.floor(high / width) - Math.floor(low / width) + 1 <= samples
    ? width
    : Math.max(2, Math.ceil((high - low + 1) / Math.max(1, samples - 1)))
}

export function uniteBounds(all: readonly { readonly [K in keyof Bounds]: number | null }[]): Bounds {
  const filled = all.flatMap(({ count, low, high }) =>
    count === null || low === null || high === null || count === 0 ? [] : [{ count, low, high }],
  )
  return {
    count: filled.reduce((sum, { count }) => sum + count, 0),
    low: Math.min(...filled.map(({ low }) => low)),
    high: Math.max(...filled.map(({ high }) => high)),
  }
}

export function boundsOf(reader: Reader, part: SeriesPart, axis: Axis, samples: number) {
  const own = ownPoints(reader, part)
  if (axis === 'ts')
    return own.select(({ fn }) => [
      seriesOf(part),
      fn.countAll<number>().as('count'),
      fn.min<number>(axis).as('low'),
      fn.max<number>(axis).as('high'),
    ])
  // By iterations the ends are found in the index, and a count beyond the samples is not needed.
  const counted = own.select('iter').limit(samples + 1)
  return reader.db.selectNoFrom([
    seriesOf(part),
    reader.db
      .selectFrom(counted.as('counted'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .as('count'),
    own.select(({ fn }) => fn.min<number>('iter').as('low')).as('low'),
    own.select(({ fn }) => fn.max<number>('iter').as('high')).as('high'),
  ])
}

/** Each point as a bucket of its own. */
function pointsOf(reader: Reader, part: SeriesPart, axis: Axis) {
  return ownPoints(reader, part).select([seriesOf(part), `${axis} as x`, 'value as sum', sql<number>`1`.as('count'), 'kind'])
}

function bucketsOf(reader: Reader, part: SeriesPart, axis: Axis, width: number) {
  return ownPoints(reader, part)
    .select(({ fn }) => [
      seriesOf(part),
      floorTo(axis, width).as('x'),
      fn.sum<number | null>('value').as('sum'),
      fn.count<number>('value').as('count'),
      fn.max('kind').as('kind'),
    ])
    .groupBy('x')
}

/** Rounds down to a multiple of `width`, also for negative numbers, where `%` of both databases gives a negative remainder. */
export function floorTo(axis: Axis, width: number): RawBuilder<number> {
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
export function shownMean({ sum, count, kind }: Omit<Bucket, 'x'>): number | string | null {
  return sum === null || count === 0 ? shownValue(null, kind) : sum / count
}
