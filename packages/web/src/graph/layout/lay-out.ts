import { type Bundle, bundlesOf } from './bundles.ts'
import { layeredGraph } from './layered-graph.ts'
import { type Edge, layersOf } from './layers.ts'
import { orderRows } from './order-rows.ts'
import { placeRows } from './place-rows.ts'

interface Sizes {
  readonly size: { readonly width: number; readonly height: number }
  readonly gap: { readonly x: number; readonly y: number }
}

/** Where steps are: their middles, and the heights at which each edge crosses the layers between its ends. */
export interface Placed {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly layer: Int32Array
  readonly layers: number
  readonly bends: readonly (readonly number[])[]
  /** The bundle of each edge; undefined for an edge that is of none. */
  readonly bundles: readonly (Bundle | undefined)[]
}

/** Lays a pipeline out in layers, from left to right. */
export function layOut(count: number, edges: readonly Edge[], { size, gap }: Sizes): Placed {
  const layer = layersOf(count, edges)
  const bundles = bundlesOf(layer, edges)
  const graph = layeredGraph(layer, edges, bundles)
  const y = placeRows(graph, orderRows(graph), { step: size.height, gap: gap.y })
  const x = Float64Array.from(layer, (at) => at * (size.width + gap.x) + size.width / 2)
  return { x, y, layer, layers: graph.layers, bends: graph.chains.map((chain) => chain.map((point) => y[point]!)), bundles }
}
