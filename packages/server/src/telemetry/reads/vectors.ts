import { parseList } from '../../db/sql/unreadable.ts'
import type { VectorsQuery } from '../telemetry.ts'
import { type Reader, visibleTo } from './reader.ts'

/** Reads the vectors of a metric and variant by iteration; of equal iterations the latest attempt's. */
export async function vectors(
  reader: Reader,
  { task, metric, variant }: VectorsQuery,
): Promise<{ readonly iterations: number[]; readonly vectors: unknown[][] }> {
  const rows = await reader.db
    .selectFrom('vector')
    .select(['iter', 'body'])
    .where('company', 'in', visibleTo(reader))
    .where('task', '=', task)
    .where('metric', '=', metric)
    .where('variant', '=', variant)
    .orderBy('iter')
    .orderBy('attempt')
    .execute()
  const latest = new Map(rows.map(({ iter, body }) => [iter, body]))
  return { iterations: [...latest.keys()], vectors: [...latest.values()].map((body) => [...(parseList(body) ?? [])]) }
}
