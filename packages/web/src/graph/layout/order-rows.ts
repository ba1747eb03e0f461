import type { LayeredGraph } from './layered-graph.ts'

/** A layer's nodes in their order. */
export type Row = number[]

const mostSweeps = 6

/** The nodes of each layer, ordered so that few edges cross: by barycentre sweeps, of which the best order counts. Linear per sweep. */
export function orderRows(graph: LayeredGraph): readonly Row[] {
  const { layers, layer, up, down } = graph
  const rows = firstOrder(graph)
  const place = new Int32Array(layer.length)
  const index = (row: Row): void => row.forEach((v, at) => void (place[v] = at))
  const key = new Float64Array(layer.length)
  rows.forEach(index)
  let best = rows.map((row) => row.slice())
  let fewest = crossings(graph, rows, place)
  for (let sweep = 0; sweep < mostSweeps && fewest > 0; sweep += 1) {
    const isDownwards = sweep % 2 === 0
    for (let i = 1; i < layers; i += 1) {
      const row = rows[isDownwards ? i : layers - 1 - i]!
      for (const [at, v] of row.entries()) key[v] = meanPlace(isDownwards ? up[v]! : down[v]!, place) ?? at
      row.sort((a, b) => key[a]! - key[b]! || place[a]! - place[b]!)
      index(row)
    }
    const count = crossings(graph, rows, place)
    if (count >= fewest) continue
    fewest = count
    best = rows.map((row) => row.slice())
  }
  return best
}

/** Depth first, so that a branch stays together. */
function firstOrder({ steps, layers, layer, up, down }: LayeredGraph): Row[] {
  const rows: Row[] = Array.from({ length: layers }, () => [])
  const seen = new Uint8Array(layer.length)
  const stack: number[] = []
  for (let v = steps - 1; v >= 0; v -= 1) if (up[v]!.length === 0) stack.push(v)
  for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
    if (seen[v]) continue
    seen[v] = 1
    rows[layer[v]!]!.push(v)
    for (const w of down[v]!.toReversed()) if (!seen[w]) stack.push(w)
  }
  return rows
}

function meanPlace(nodes: readonly number[], place: Int32Array): number | undefined {
  if (nodes.length === 0) return undefined
  let sum = 0
  for (const w of nodes) sum += place[w]!
  return sum / nodes.length
}

/** How many pairs of links between neighbouring layers cross: for each link those before it that end behind it, counted by a Fenwick tree of ends. */
function crossings({ layers, down }: LayeredGraph, rows: readonly Row[], place: Int32Array): number {
  let sum = 0
  for (let l = 0; l + 1 < layers; l += 1) {
    const width = rows[l + 1]!.length
    const tree = new Int32Array(width + 1)
    let added = 0
    for (const v of rows[l]!) {
      for (const w of down[v]!) {
        let notBehind = 0
        for (let j = place[w]! + 1; j > 0; j -= j & -j) notBehind += tree[j]!
        sum += added - notBehind
      }
      for (const w of down[v]!) {
        for (let j = place[w]! + 1; j <= width; j += j & -j) tree[j]! += 1
        added += 1
      }
    }
  }
  return sum
}
