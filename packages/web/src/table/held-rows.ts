/** The rows of a list that the server gives in pages: undefined where a row has not been read. */
export interface Rows<Row> {
  /** What is listed: rows of another list take the place of these at once. */
  readonly list: string
  readonly rows: readonly (Row | undefined)[]
}

interface Held<Row> {
  readonly rows: readonly (Row | undefined)[]
  /** How many rows that have been read are not shown yet. */
  readonly waiting: number
  /** How many places got a row that had none. */
  readonly filled: number
}

/** Shows newer rows without moving any: each row stays at its place and gets its newer content, and rows that came in between wait. */
export function holdRows<Row>(
  held: readonly (Row | undefined)[],
  newer: readonly (Row | undefined)[],
  idOf: (row: Row) => string,
): Held<Row> {
  const known = new Map(newer.flatMap((row) => (row === undefined ? [] : [[idOf(row), row] as const])))
  const shown = new Set(held.flatMap((row) => (row === undefined ? [] : [idOf(row)])))
  let filled = 0
  const rows = held.map((row, index) => {
    if (row !== undefined) return known.get(idOf(row)) ?? row
    // A part of the list that was read later.
    const read = newer[index]
    if (read === undefined || shown.has(idOf(read))) return undefined
    shown.add(idOf(read))
    filled += 1
    return read
  })
  return { rows, filled, waiting: known.keys().reduce((count, id) => count + (shown.has(id) ? 0 : 1), 0) }
}
