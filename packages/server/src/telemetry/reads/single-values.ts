import { singleValueIteration, shownValue } from '../event.ts'
import type { MetricChoice } from '../telemetry.ts'
import { curvesOf } from './curves.ts'
import type { EventRecord, Reader } from './reader.ts'

/** Reads the metrics without iterations of the requested tasks. */
export async function singleValues(
  reader: Reader,
  tasks: readonly string[],
  metrics?: readonly MetricChoice[],
): Promise<ReadonlyMap<string, EventRecord[]>> {
  const values = new Map<string, EventRecord[]>(tasks.map((task) => [task, []]))
  for (const { task, metric, variant, series } of tasks.length === 0 ? [] : await curvesOf(reader, tasks, metrics)) {
    const point = await reader.db
      .selectFrom('point')
      .innerJoin('series', 'series.id', 'point.series')
      .select(['point.ts', 'point.value', 'point.kind'])
      .where('point.series', 'in', series)
      .where('point.iter', '=', singleValueIteration)
      .orderBy('series.attempt', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (point !== undefined) values.get(task)?.push({ metric, variant, value: shownValue(point.value, point.kind), timestamp: point.ts })
  }
  return values
}
