/** Defines `Set.prototype.union` on a Node before 22, which lacks it: a library that the SDK uses calls it. */
export function supplementOldNode(): void {
  if ('union' in Set.prototype) return
  Object.defineProperty(Set.prototype, 'union', {
    value: function union<T>(this: Set<T>, other: Iterable<T>): Set<T> {
      return new Set([...this, ...other])
    },
    writable: true,
    configurable: true,
  })
}
