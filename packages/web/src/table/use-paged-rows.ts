import { type UseQueryOptions, type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Rows } from './held-rows.ts'
import { rowsAtOnce } from './rows-at-once.ts'

/** One part of a list; `total`: how many rows the whole list has, where the server answers it with each part. */
export interface Part<Row> {
  readonly rows: readonly Row[]
  readonly total?: number
}
interface PagedList<Row> {
  /** What is listed: another list has another text. */
  readonly list: string
  readonly queryOf: (part: number) => UseQueryOptions<Part<Row>>
  /** How many rows the list has, where this is read apart; undefined until it is known. */
  readonly total?: number | undefined
  /** The first and the last row that can be seen. */
  readonly range: readonly [first: number, last: number]
}
interface PagedRows<Row> {
  readonly newest: Rows<Row>
  readonly total: number | undefined
  readonly error: Error | null
}
const partOf = (index: number): number => Math.floor(index / rowsAtOnce)

/** The rows of a list of any length, of which the server gives the parts that can be seen. */
export function usePagedRows<Row>({ list, queryOf, total: given, range: [first, last] }: PagedList<Row>): PagedRows<Row> {
  const from = partOf(first)
  const read = useQueries({
    queries: Array.from({ length: partOf(last) - from + 1 }, (_, index) => queryOf(from + index)),
    combine: readParts<Row>,
  })
  const { parts } = read
  const total = given ?? parts.find((part) => part?.total !== undefined)?.total
  const newest = useMemo(() => {
    const rows: (Row | undefined)[] = Array.from({ length: total ?? 0 })
    for (const [at, part] of parts.entries())
      for (const [index, row] of (part?.rows ?? []).entries()) rows[(from + at) * rowsAtOnce + index] = row
    return { list, rows }
  }, [list, total, parts, from])
  // The list of before stays until the first part of the new one has come.
  const isThere = total !== undefined && (total === 0 || parts.some((part) => part !== undefined))
  const [shown, setShown] = useState(newest)
  if (isThere && shown !== newest) setShown(newest)
  return { newest: isThere ? newest : shown, total, error: read.error }
}

function readParts<Row>(results: readonly UseQueryResult<Part<Row>>[]) {
  return { parts: results.map(({ data }) => data), error: results.find(({ error }) => error !== null)?.error ?? null }
}
