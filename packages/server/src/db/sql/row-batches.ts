/** How many rows one statement writes. SQLite allows 32,766 parameters in a statement, and no table has 64 columns. */
const rowsAtOnce = 500

/** Cuts rows that are inserted into batches of which each fits into one statement. No rows make no batch. */
export function rowBatches<T>(rows: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, index) => rows.slice(index * rowsAtOnce, (index + 1) * rowsAtOnce))
}
