/** The rows of a list that the server gives in pages: undefined where a row has not been read. */
export interface Rows<Row> {
  /** What is listed: rows of another list take the place of these at once. */
  readonly list: string
  readonly rows: readonly (Row | undefined)[]
  /** Whether the list has been read, so that an empty one stays empty while it is held: it would move what lies below it. */
  readonly isRead?: boolean
}

interface Held<Row> {
  readonly rows: readonly (Row | undefined)[]
  /** How many rows that have been read are not shown yet. */
  readonly waiting: number
  /** How many places got a row that had none. */
  readonly filled: number
  /** The ids of the rows that are still shown and have not been read again. */
  readonly gone: ReadonlySet<string>
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
  const gone = new Set(shown.values().filter((id) => !known.has(id)))
  return { rows, filled, gone, waiting: known.keys().reduce((count, id) => count + (shown.has(id) ? 0 : 1), 0) }
}
