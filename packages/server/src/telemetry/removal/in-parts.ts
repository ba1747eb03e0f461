import { setImmediate as breathe } from 'node:timers/promises'

/** How many points or lines one statement deletes. */
export const rowsAtOnce = 20_000

/** Repeats a deletion until there is no more to delete. Answers how many rows were deleted. */
export async function inParts(deleteSome: () => Promise<{ readonly numDeletedRows: bigint; readonly isMore: boolean }>): Promise<bigint> {
  let removed = 0n
  for (;;) {
    const { numDeletedRows, isMore } = await deleteSome()
    removed += numDeletedRows
    await breathe()
    if (!isMore) return removed
  }
}
