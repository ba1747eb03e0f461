import type { Bundle } from './bundles.ts'
import type { Edge } from './layers.ts'

/** Nodes in layers, linked to those of the layers beside theirs: an edge over several layers is a chain of points, one in each layer. */
export interface LayeredGraph {
  /** How many of the nodes are steps. They come first, the points of edges after them. */
  readonly steps: number
  readonly layers: number
  /** The layer of each node. */
  readonly layer: readonly number[]
  /** The nodes in the layers before to which each node is linked, and those behind. */
  readonly up: readonly (readonly number[])[]
  readonly down: readonly (readonly number[])[]
  /** The points of each edge; those of a bundle have them in common. */
  readonly chains: readonly (readonly number[])[]
}

/**
 * How many points long edges may have in all. Time and memory grow with the points, and these with the square of the number of steps if each step has an
 * edge from the first one.
 */
const mostPoints = 60_000

/** Makes chains of the long edges. If these had too many points, the longest edges get none and have no influence on the order. */
export function layeredGraph(stepLayer: Int32Array, edges: readonly Edge[], bundles: readonly (Bundle | undefined)[]): LayeredGraph {
  const steps = stepLayer.length
  const counted = new Set<Bundle>()
  const longest = longestChain(
    edges.map(([from, to], index) => {
      const bundle = bundles[index]
      if (bundle !== undefined && counted.has(bundle)) return 0
      if (bundle !== undefined) counted.add(bundle)
      return stepLayer[to]! - stepLayer[from]! - 1
    }),
  )
  const layer: number[] = Array.from(stepLayer)
  const up: number[][] = Array.from({ length: steps }, () => [])
  const down: number[][] = Array.from({ length: steps }, () => [])
  const link = (before: number, after: number): void => {
    down[before]!.push(after)
    up[after]!.push(before)
  }
  const chainOf = (sources: readonly number[], targets: readonly number[]): readonly number[] => {
    const [first, end] = [stepLayer[sources[0]!]! + 1, stepLayer[targets[0]!]!]
    const chain: number[] = []
    if (end - first > longest) return chain
    for (let at = first; at < end; at += 1) {
      const point = layer.length
      layer.push(at)
      up.push([])
      down.push([])
      for (const before of chain.length === 0 ? sources : chain.slice(-1)) link(before, point)
      chain.push(point)
    }
    for (const before of chain.length === 0 ? sources : chain.slice(-1)) for (const target of targets) link(before, target)
    return chain
  }
  const ofBundle = new Map<Bundle, readonly number[]>()
  const chains = edges.map(([from, to], index) => {
    const bundle = bundles[index]
    const known = bundle === undefined ? undefined : ofBundle.get(bundle)
    if (known !== undefined) return known
    const chain = bundle === undefined ? chainOf([from], [to]) : chainOf(bundle.sources, bundle.targets)
    if (bundle !== undefined) ofBundle.set(bundle, chain)
    return chain
  })
  const layers = stepLayer.reduce((most, at) => Math.max(most, at + 1), 0)
  return { steps, layers, layer, up, down, chains }
}

/** The length of the longest chain of points that edges may have, so that all chains up to this length have no more points than allowed. */
function longestChain(lengths: readonly number[]): number {
  let points = 0
  for (const length of lengths.toSorted((a, b) => a - b)) {
    points += length
    if (points > mostPoints) return length - 1
  }
  return Infinity
}
