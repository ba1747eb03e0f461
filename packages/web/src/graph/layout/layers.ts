/** `isOther` distinguishes edges of two kinds, which are never in one bundle. */
export type Edge = readonly [from: number, to: number, isOther?: boolean]

/** The layer of each node: behind the layers of all its parents, and for a node without parents just before its first child. */
export function layersOf(count: number, edges: readonly Edge[]): Int32Array {
  const children: number[][] = Array.from({ length: count }, () => [])
  const parentsLeft = new Int32Array(count)
  for (const [from, to] of edges) {
    children[from]!.push(to)
    parentsLeft[to]! += 1
  }
  const roots: number[] = []
  for (let v = 0; v < count; v += 1) if (parentsLeft[v] === 0) roots.push(v)
  const layer = new Int32Array(count)
  const queue = [...roots]
  for (let i = 0; i < queue.length; i += 1) {
    const v = queue[i]!
    for (const w of children[v]!) {
      layer[w] = Math.max(layer[w]!, layer[v]! + 1)
      if (--parentsLeft[w]! === 0) queue.push(w)
    }
  }
  for (const v of roots) if (children[v]!.length > 0) layer[v] = children[v]!.reduce((least, w) => Math.min(least, layer[w]!), Infinity) - 1
  return layer
}
