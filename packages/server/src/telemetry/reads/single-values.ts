import { rowBatches } from '../../db/sql/row-batches.ts'
import { singleValueIteration, shownValue } from '../event.ts'
import type { MetricChoice } from '../telemetry.ts'
import { curvesOf } from './curves.ts'
import type { EventRecord, Reader } from './reader.ts'
import type { PointTable } from '../tables.ts'

/** Reads the metrics without iterations of the requested tasks. */
export async function singleValues(
  reader: Reader,
  tasks: readonly string[],
  metrics?: readonly MetricChoice[],
): Promise<ReadonlyMap<string, EventRecord[]>> {
  const curves = tasks.length === 0 ? [] : await curvesOf(reader, tasks, metrics)
  const points = await singlePoints(
    reader,
    curves.flatMap(({ series }) => series),
  )
  const values = new Map<string, EventRecord[]>(tasks.map((task) => [task, []]))
  for (const { task, metric, variant, series } of curves) {
    // The series of the latest attempt comes first.
    const point = series.map((id) => points.get(id)).find((one) => one !== undefined)
    if (point !== undefined) values.get(task)?.push({ metric, variant, value: shownValue(point.value, point.kind), timestamp: point.ts })
  }
  return values
}

/** The points without an iteration of these series. */
async function singlePoints({ db }: Reader, series: readonly number[]) {
  const found = new Map<number, Pick<PointTable, 'ts' | 'value' | 'kind'>>()
  for (const batch of rowBatches(series)) {
    const rows = await db
      .selectFrom('point')
      .select(['series', 'ts', 'value', 'kind'])
      .where('series', 'in', batch)
      .where('iter', '=', singleValueIteration)
      .execute()
    for (const { series: id, ...point } of rows) found.set(id, point)
  }
  return found
}
