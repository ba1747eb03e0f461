import { shownValue } from '../event.ts'
import type { LatestValue } from '../telemetry.ts'
import { curvesOf } from './curves.ts'
import { compare } from './names.ts'
import { uniteAttempts } from './points.ts'
import type { Reader } from './reader.ts'
import { partsOf, seriesOf, together } from './series-parts.ts'

/** How many of the last values the mean is taken of. Source: ClearML server 2.3.0. */
const lastValues = 100

/** Reads the last value of each scalar of a task, and the mean of its last hundred finite values. */
export async function latestValues(reader: Reader, task: string): Promise<LatestValue[]> {
  const curves = await curvesOf(reader, [task])
  const latest = await together(curves.flatMap(partsOf), ({ id }) => {
    const points = reader.db
      .selectFrom('point')
      .select([seriesOf({ id }), 'iter', 'ts', 'value', 'kind'])
      .where('series', '=', id)
    // A part of a union has an order of its own only within a subquery.
    return reader.db.selectFrom(points.orderBy('iter', 'desc').limit(lastValues).as('latest')).selectAll()
  })
  return curves.flatMap((curve) => {
    const attempts = Map.groupBy(latest.of(curve), ({ series }) => series)
    const points = uniteAttempts([...attempts.values()], 'desc')
      .toSorted((one, other) => compare(other.iter, one.iter))
      .slice(0, lastValues)
    const [last] = points
    if (last === undefined) return []
    const finite = points.flatMap(({ value }) => value ?? [])
    const mean = finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length
    return [{ metric: curve.metric, variant: curve.variant, last: shownValue(last.value, last.kind), mean, at: last.ts }]
  })
}
