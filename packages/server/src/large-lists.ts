/** Lists of any length. `push(...items)` and `Math.min(...items)` fail from about a hundred thousand items on, because each is an argument of the call. */

export function appendAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item)
}

/** The least of numbers; infinite if there are none. */
export function least(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number), Infinity)
}

/** The greatest of numbers; negative infinity if there are none. */
export function greatest(numbers: readonly number[]): number {
  return numbers.reduce((greatest, number) => Math.max(greatest, number), -Infinity)
}
