import { setImmediate } from 'node:timers/promises'

/**
 * Does work for a list of items slice by slice, and lets other calls in between. SQLite answers at once, so that a loop of statements, however many awaits
 * it has, would hold every other call until its end.
 */
export async function inSlices<T, R>(
  items: readonly T[],
  size: number,
  work: (slice: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await setImmediate()
    for (const result of await work(items.slice(at, at + size))) results.push(result)
  }
  return results
}
