/** What is made at its first use, and kept from then on. */
export function lazily<T extends object | string>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
