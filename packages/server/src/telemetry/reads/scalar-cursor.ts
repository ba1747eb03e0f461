import { isRecord } from '@clearway/contract/is-record'
import { singleValueIteration } from '../event.ts'

/** What a reader has been given of a series. */
export interface SeriesState {
  readonly id: number
  readonly last: number
  /** When the last point was reported: a series whose last point has another time was deleted, and another one got its id. */
  readonly lastAt: number
  readonly written: number
}

/** What a reader has been given of a curve. */
export interface CurveState {
  /** Of the buckets that it was given as; 0 if it was given point by point. */
  readonly width: number
  readonly count: number
  readonly low: number
  readonly series: readonly SeriesState[]
}

/** Where a reader of scalars goes on. */
export interface ScalarCursor {
  /** The most points of a curve, which the answers have in common. */
  readonly samples: number
  readonly curves: readonly CurveState[]
}

/** A series as it is stored now. */
export interface SeriesNow extends SeriesState {
  /** How many points it has after the last one that the reader was given. */
  readonly added: number
  /** The time of the last point that the reader was given, as it is stored now; null if that point is gone. */
  readonly knownAt: number | null
}

/** What a reader has to be given of a curve: nothing, all of it, or what it has from an iteration to another one. */
export type CurveChange = 'none' | 'whole' | { readonly from: number; readonly to: number; readonly added: number }

/**
 * Compares a curve with what a reader has been given of it. Points that were written and do not come after the last known one replaced earlier ones or came
 * between them: then the counts do not add up, and the curve is given whole.
 */
export function changeOf(known: CurveState | undefined, now: readonly SeriesNow[], samples: number): CurveChange {
  if (known === undefined || known.series.length !== now.length) return 'whole'
  const byId = new Map(known.series.map((one) => [one.id, one]))
  const grown: { readonly from: number; readonly to: number }[] = []
  let added = 0
  for (const one of now) {
    const before = byId.get(one.id)
    if (before === undefined || one.knownAt !== before.lastAt || one.written - before.written !== one.added) return 'whole'
    if (one.added === 0) continue
    // A series that had only a single value has no point from which it could go on.
    if (before.last === singleValueIteration) return 'whole'
    added += one.added
    grown.push({ from: before.last + 1, to: one.last })
  }
  if (added === 0) return 'none'
  const [from, to] = [Math.min(...grown.map((one) => one.from)), Math.max(...grown.map((one) => one.to))]
  const isTooLong = known.width === 0 ? known.count + added > samples : bucketsIn(known.width, known.low, to) > samples
  return isTooLong ? 'whole' : { from, to, added }
}

/** The width of buckets of which at most `samples`, two or more, cover an axis: a power of two, so that it seldom changes while the axis grows. */
export function doublingWidth({ low, high }: { readonly low: number; readonly high: number }, samples: number): number {
  let width = 1
  while (bucketsIn(width, low, high) > samples) width *= 2
  return width
}

function bucketsIn(width: number, low: number, high: number): number {
  return Math.floor(high / width) - Math.floor(low / width) + 1
}

/** The cursor as a value of JSON, without names, because a task may have thousands of series. */
export function packCursor({ samples, curves }: ScalarCursor): unknown {
  return {
    samples,
    curves: curves.map(({ width, count, low, series }) => [
      width,
      count,
      low,
      ...series.map(({ id, last, lastAt, written }) => [id, last, lastAt, written]),
    ]),
  }
}

/** Reads what `packCursor` made; undefined for anything else. */
export function unpackCursor(value: unknown): ScalarCursor | undefined {
  if (!isRecord(value) || !isNumber(value['samples']) || !Array.isArray(value['curves'])) return undefined
  const curves = value['curves'].map(curveIn)
  return curves.every((one) => one !== undefined) ? { samples: value['samples'], curves } : undefined
}

function curveIn(value: unknown): CurveState | undefined {
  if (!Array.isArray(value)) return undefined
  const [width, count, low, ...given] = value as unknown[]
  const series = given.map(seriesIn)
  if (!isNumber(width) || !isNumber(count) || !isNumber(low) || !series.every((one) => one !== undefined)) return undefined
  return { width, count, low, series }
}

function seriesIn(value: unknown): SeriesState | undefined {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(isNumber)) return undefined
  const [id = 0, last = 0, lastAt = 0, written = 0] = value
  return { id, last, lastAt, written }
}

/** Whole numbers only, because they become part of statements. */
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value)
