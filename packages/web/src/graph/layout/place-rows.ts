import type { LayeredGraph } from './layered-graph.ts'
import type { Row } from './order-rows.ts'

export interface Heights {
  /** The height of a step, and the gap between two nodes of a layer. */
  readonly step: number
  readonly gap: number
}

const rounds = 6
/** The height of the point of an edge. */
const pointHeight = 6
/** How strongly a link draws its ends together, by how many of them are points: long edges become straight first. */
const pull = [1, 2, 8] as const
/** How strongly a node without links in a round's direction stays where it is. */
const rest = 0.2

/** The middle of each node along its layer: near the mean place of the nodes that it is linked to; the order and the gaps of a layer are kept. */
export function placeRows({ steps, layers, layer, up, down }: LayeredGraph, rows: readonly Row[], heights: Heights): Float64Array {
  const heightOf = (v: number): number => (v < steps ? heights.step : pointHeight)
  const y = centred(rows, layer.length, { heightOf, gap: heights.gap })
  const wanted = new Float64Array(layer.length)
  const weight = new Float64Array(layer.length)
  for (let round = 0; round < rounds; round += 1) {
    const isDownwards = round % 2 === 0
    for (let i = 0; i < layers; i += 1) {
      const row = rows[isDownwards ? i : layers - 1 - i]!
      for (const v of row) {
        const linked = round === rounds - 1 ? [...up[v]!, ...down[v]!] : isDownwards ? up[v]! : down[v]!
        let [sum, all] = [0, 0]
        for (const w of linked) {
          const k = pull[Number(v >= steps) + Number(w >= steps)]!
          sum += k * y[w]!
          all += k
        }
        wanted[v] = linked.length === 0 ? y[v]! : sum / all
        weight[v] = linked.length === 0 ? rest : all
      }
      moveNear(row, y, { wanted, weight, heightOf, gap: heights.gap })
    }
  }
  return y
}

interface Sizes {
  readonly heightOf: (node: number) => number
  readonly gap: number
}

/** Each row packed without room to spare, its middle at 0. */
function centred(rows: readonly Row[], nodes: number, { heightOf, gap }: Sizes): Float64Array {
  const y = new Float64Array(nodes)
  for (const row of rows) {
    let at = 0
    for (const v of row) {
      y[v] = at + heightOf(v) / 2
      at += heightOf(v) + gap
    }
    const shift = at / 2
    for (const v of row) y[v]! -= shift
  }
  return y
}

interface Wishes extends Sizes {
  readonly wanted: Float64Array
  readonly weight: Float64Array
}

/** Moves the nodes of a row as near to their wanted places as order and gaps allow, by least squares (pool adjacent violators). */
function moveNear(row: Row, y: Float64Array, { wanted, weight, heightOf, gap }: Wishes): void {
  /** Blocks of nodes that touch, each with its first node's index, the mean of what its nodes want, and their weight. */
  const [starts, means, weights]: [number[], number[], number[]] = [[], [], []]
  const offsets = new Float64Array(row.length)
  let offset = 0
  for (const [i, v] of row.entries()) {
    if (i > 0) offset += (heightOf(row[i - 1]!) + heightOf(v)) / 2 + gap
    offsets[i] = offset
    starts.push(i)
    means.push(wanted[v]! - offset)
    weights.push(weight[v]!)
    while (means.length > 1 && means.at(-2)! > means.at(-1)!) {
      const [mean, ofBlock] = [means.pop()!, weights.pop()!]
      starts.pop()
      const all = weights.at(-1)! + ofBlock
      means[means.length - 1] = (means.at(-1)! * weights.at(-1)! + mean * ofBlock) / all
      weights[weights.length - 1] = all
    }
  }
  for (const [block, start] of starts.entries())
    for (let i = start; i < (starts[block + 1] ?? row.length); i += 1) y[row[i]!] = means[block]! + offsets[i]!
}
