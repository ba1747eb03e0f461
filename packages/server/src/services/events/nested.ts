/** A value at a path of names, which users choose. */
export interface Leaf<P extends readonly string[], V> {
  readonly path: P
  readonly value: V
}
type Nested<P extends readonly string[], V> = P extends readonly [string, ...infer Rest extends readonly string[]]
  ? Record<string, Nested<Rest, V>>
  : V

/** An object of objects that has each value at its path. A path that comes again replaces the value. */
export function nested<const P extends readonly string[], V>(leaves: readonly Leaf<P, V>[]): Nested<P, V> {
  const root: Branch = new Map()
  for (const { path, value } of leaves) {
    let branch = root
    for (const name of path.slice(0, -1)) {
      const next = branch.get(name)
      const inner: Branch = next instanceof Map ? next : new Map()
      branch.set(name, inner)
      branch = inner
    }
    branch.set(path.at(-1) ?? '', { value })
  }
  return objectOf(root) as Nested<P, V>
}

// A `Map`, because a name may be `__proto__`.
type Branch = Map<string, Branch | { readonly value: unknown }>

function objectOf(branch: Branch): Record<string, unknown> {
  return Object.fromEntries([...branch].map(([name, inner]) => [name, inner instanceof Map ? objectOf(inner) : inner.value]))
}
