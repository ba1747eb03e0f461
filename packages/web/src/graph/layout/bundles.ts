import type { Edge } from './layers.ts'

/** Nodes of one layer that all come after the same nodes of another one: an edge from each to each. */
export interface Bundle {
  readonly sources: readonly number[]
  readonly targets: readonly number[]
}

/** The most edges that can be distinguished where they run beside each other. */
const mostApart = 8

/** The bundle of each edge; undefined for an edge that is of none. Edges of several kinds are in several bundles. */
export function bundlesOf(layer: Int32Array, edges: readonly Edge[]): readonly (Bundle | undefined)[] {
  const incoming = Map.groupBy(edges.keys(), (edge) => edges[edge]![1])
  const alike = Map.groupBy(incoming.keys(), (target) =>
    // As texts, because numbers and kinds are sorted together.
    (incoming.get(target) ?? [])
      .map((edge) => `${edges[edge]![0]}${edges[edge]![2] === true ? '!' : ''}`)
      .toSorted()
      .join(' '),
  )
  const bundles: (Bundle | undefined)[] = Array.from({ length: edges.length })
  for (const targets of alike.values()) {
    if (targets.length < 2) continue
    const all = targets.flatMap((target) => incoming.get(target) ?? [])
    for (const bundled of Map.groupBy(all, (edge) => `${layer[edges[edge]![0]]} ${edges[edge]![2] === true}`).values()) {
      const sources = [...new Set(bundled.map((edge) => edges[edge]![0]))]
      if (sources.length < 2 || bundled.length <= mostApart) continue
      const bundle = { sources, targets }
      for (const edge of bundled) bundles[edge] = bundle
    }
  }
  return bundles
}
