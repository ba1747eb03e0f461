import { isRecord } from '@clearway/contract/is-record'
import { shownValue } from '../event.ts'
import { Refusal } from '../thread/refusal.ts'
import type { RawPoints, RawPointsQuery } from '../telemetry.ts'
import { countPoints } from './count-points.ts'
import { curvesOf } from './curves.ts'
import { compare } from './names.ts'
import { pointsOf } from './points.ts'
import type { Reader } from './reader.ts'
import { readScroll, writeScroll } from './scroll.ts'

interface Position {
  readonly variant: string
  readonly iter: number
}

interface State {
  readonly task: string
  readonly metric: string
  /** The last point that the scroll has returned. */
  readonly last?: Position | undefined
  readonly batchSize: number
  readonly total?: number | undefined
}

const pointsAtOnce = 10_000
/** As many as a request may ask for. */
const mostAtOnce = 200_000

/**
 * Reads every point of a metric, variant after variant, a batch at a time. Each batch has a scroll id, as on ClearML server 2.3.0, whose clients go on until a
 * batch is empty: without an id they would begin again. A batch is as large as the first one, and has its total, unless the caller says otherwise.
 */
export async function rawPoints(reader: Reader, query: RawPointsQuery): Promise<RawPoints> {
  const { task, metric, variants, key, countTotal, scrollId } = query
  const scroll = scrollId === undefined ? undefined : readScroll('points', scrollId, isState)
  if (scroll !== undefined && (scroll.task !== task || scroll.metric !== metric)) throw new Refusal('invalid_scroll')
  const { batchSize = scroll?.batchSize ?? pointsAtOnce } = query
  const from = scroll?.last
  const curves = await curvesOf(reader, [task], [{ metric, variants }])
  const total = scroll?.total ?? (countTotal ? await countPoints(reader, curves) : undefined)
  // A `Map`, because users choose the names, and one may be `__proto__`.
  const found = new Map<string, Record<string, (number | string | null)[]>>()
  let left = batchSize
  let reached = from
  for (const curve of curves) {
    const { variant } = curve
    const position = from === undefined ? 1 : compare(variant, from.variant)
    if (position < 0) continue
    const points = await pointsOf(reader, curve, { order: 'asc', limit: left, beyond: position === 0 ? from?.iter : undefined })
    const last = points.at(-1)
    if (last === undefined) continue
    const x = points.map(({ iter, ts }) => (key === 'iter' ? iter : key === 'timestamp' ? ts : new Date(ts).toISOString()))
    found.set(variant, { [key]: x, y: points.map(({ value, kind }) => shownValue(value, kind)) })
    reached = { variant, iter: last.iter }
    left -= points.length
    if (left === 0) break
  }
  return {
    variants: Object.fromEntries(found),
    returned: batchSize - left,
    ...(total === undefined ? {} : { total }),
    scroll_id: writeScroll('points', { task, metric, last: reached, batchSize, total } satisfies State),
  }
}

function isState(state: unknown): state is State {
  if (!isRecord(state)) return false
  const { task, metric, last, batchSize, total } = state
  return (
    typeof task === 'string' &&
    typeof metric === 'string' &&
    (last === undefined || isPosition(last)) &&
    isCount(batchSize, mostAtOnce) &&
    batchSize > 0 &&
    (total === undefined || isCount(total))
  )
}

function isPosition(last: unknown): last is Position {
  return isRecord(last) && typeof last['variant'] === 'string' && typeof last['iter'] === 'number'
}

function isCount(value: unknown, most = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most
}
