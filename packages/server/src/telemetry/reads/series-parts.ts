import { type SelectQueryBuilder, sql } from 'kysely'
import { defined } from '../../defined.ts'
import { appendAll } from '../../large-lists.ts'
import { singleValueIteration } from '../event.ts'
import type { TelemetryTables } from '../tables.ts'
import type { Curve } from './curves.ts'
import type { Reader } from './reader.ts'

/** What one attempt reported of a curve. */
export interface SeriesPart {
  readonly curve: Curve
  readonly id: number
  /** The series of later attempts, whose points replace those of the same iterations. */
  readonly later: readonly number[]
}

export function partsOf(curve: Curve): readonly SeriesPart[] {
  return curve.series.map((id, index) => ({ curve, id, later: curve.series.slice(0, index) }))
}

/** How many series one statement reads. SQLite takes up to 500 queries in one. */
const seriesAtOnce = 100

/** Runs the queries of parts in few statements. Their rows are found by the curve. */
export async function together<Part extends Pick<SeriesPart, 'id'>, Row extends { readonly series: number }>(
  parts: readonly Part[],
  queryOf: (part: Part) => SelectQueryBuilder<TelemetryTables, never, Row>,
): Promise<{ readonly of: (curve: Curve) => readonly Row[] }> {
  const rows: Row[] = []
  for (let from = 0; from < parts.length; from += seriesAtOnce) {
    const [first, ...others] = parts.slice(from, from + seriesAtOnce).map(queryOf)
    const query = others.reduce((union, other) => union.unionAll(other), defined(first))
    appendAll(rows, (await query.execute()) as Row[])
  }
  const bySeries = Map.groupBy(rows, ({ series }) => series)
  return { of: ({ series }) => series.flatMap((id) => bySeries.get(id) ?? []) }
}

/** The points of a series without those whose iteration a later attempt reported as well. */
export function ownPoints({ db }: Reader, { id, later }: Pick<SeriesPart, 'id' | 'later'>) {
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

export const seriesOf = ({ id }: Pick<SeriesPart, 'id'>) => sql<number>`${sql.lit(id)}`.as('series')
