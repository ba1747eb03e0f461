import { shownValue } from '../event.ts'
import { Refusal } from '../thread/refusal.ts'
import type { RawPoints, RawPointsQuery } from '../telemetry.ts'
import { countPoints } from './count-points.ts'
import { curvesOf } from './curves.ts'
import { compare } from './names.ts'
import { pointsOf } from './points.ts'
import type { Reader } from './reader.ts'
import { isRecord, readScroll, writeScroll } from './scroll.ts'

/** The last point that a scroll has returned. */
interface State {
  readonly task: string
  readonly metric: string
  readonly variant: string
  readonly iter: number
}

/** Reads every point of a metric, variant after variant, a batch at a time. */
export async function rawPoints(reader: Reader, query: RawPointsQuery): Promise<RawPoints> {
  const { task, metric, variants, key, batchSize, countTotal, scrollId } = query
  const from = scrollId === undefined ? undefined : readScroll('points', scrollId, isState)
  if (from !== undefined && (from.task !== task || from.metric !== metric)) throw new Refusal('invalid_scroll')
  const curves = await curvesOf(reader, [task], [{ metric, variants }])
  const total = countTotal ? { total: await countPoints(reader, curves) } : {}
  // A `Map`, because users choose the names, and one may be `__proto__`.
  const found = new Map<string, Record<string, (number | string | null)[]>>()
  let left = batchSize
  for (const curve of curves) {
    const { variant } = curve
    const position = from === undefined ? 1 : compare(variant, from.variant)
    if (position < 0) continue
    const points = await pointsOf(reader, curve, { order: 'asc', limit: left, beyond: position === 0 ? from?.iter : undefined })
    const last = points.at(-1)
    if (last === undefined) continue
    const x = points.map(({ iter, ts }) => (key === 'iter' ? iter : key === 'timestamp' ? ts : new Date(ts).toISOString()))
    found.set(variant, { [key]: x, y: points.map(({ value, kind }) => shownValue(value, kind)) })
    left -= points.length
    if (left === 0)
      return {
        variants: Object.fromEntries(found),
        returned: batchSize,
        ...total,
        scroll_id: writeScroll('points', { task, metric, variant, iter: last.iter } satisfies State),
      }
  }
  return { variants: Object.fromEntries(found), returned: batchSize - left, ...total }
}

function isState(state: unknown): state is State {
  return (
    isRecord(state) && ['task', 'metric', 'variant'].every((field) => typeof state[field] === 'string') && typeof state['iter'] === 'number'
  )
}
