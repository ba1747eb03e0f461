/** Makes a value at its first use and returns the same value from then on. */
export function lazily<T extends object | string>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
