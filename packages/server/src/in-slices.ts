import { setImmediate } from 'node:timers/promises'
import { defined } from './defined.ts'

/**
 * Processes a list of items slice by slice, so that other calls run in between. SQLite answers synchronously, so a loop of statements would block
 * every other call until its end, however often it awaits.
 */
export async function inSlices<T, R>(
  items: readonly T[],
  size: number | SliceBounds<T>,
  work: (slice: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const results: R[] = []
  for (const slice of slicesOf(items, typeof size === 'number' ? { items: size } : size)) {
    if (slice.from > 0) await setImmediate()
    for (const result of await work(items.slice(slice.from, slice.to))) results.push(result)
  }
  return results
}

/** The most that a slice may hold; it holds at least one item. */
export interface SliceBounds<T> {
  readonly items: number
  readonly bytes?: { readonly most: number; readonly of: (item: T) => number }
}

function* slicesOf<T>(
  items: readonly T[],
  { items: most, bytes }: SliceBounds<T>,
): Generator<{ readonly from: number; readonly to: number }> {
  for (let from = 0, to = 0; from < items.length; from = to) {
    let sum = 0
    do {
      sum += bytes?.of(defined(items[to])) ?? 0
      to += 1
    } while (to < items.length && to - from < most && (bytes === undefined || sum + bytes.of(defined(items[to])) <= bytes.most))
    yield { from, to }
  }
}
