import { shownValue } from '../event.ts'
import type { LatestValue } from '../telemetry.ts'
import { curvesOf } from './curves.ts'
import { pointsOf } from './points.ts'
import type { Reader } from './reader.ts'

/** How many of the last values the mean is taken of. Source: ClearML server 2.3.0. */
const lastValues = 100

/** Reads the last value of each scalar of a task, and the mean of its last hundred finite values. */
export async function latestValues(reader: Reader, task: string): Promise<LatestValue[]> {
  const found: LatestValue[] = []
  for (const curve of await curvesOf(reader, [task])) {
    const points = await pointsOf(reader, curve, { order: 'desc', limit: lastValues })
    const [last] = points
    if (last === undefined) continue
    const finite = points.flatMap(({ value }) => value ?? [])
    const mean = finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length
    found.push({ metric: curve.metric, variant: curve.variant, last: shownValue(last.value, last.kind), mean })
  }
  return found
}
