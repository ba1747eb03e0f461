/** A line of a drawn DAG. */
export interface TreeLine<S> {
  readonly step: S
  /** What is drawn before its symbol. */
  readonly prefix: string
  /** Parents that the drawing does not show. */
  readonly others: readonly string[]
}

interface Node {
  readonly name: string
  readonly parents: readonly string[]
}

/** Deeper than this a drawing only pushes the names out of sight. */
const deepest = 6

/**
 * Draws a DAG as a tree: each step hangs below its deepest parent, and names the others. What is too deep for that, or has no order, becomes a list in which
 * each step names all its parents.
 */
export function drawTree<S extends Node>(steps: readonly S[]): TreeLine<S>[] {
  const byName = new Map(steps.map((step) => [step.name, step]))
  const depths = depthsOf(steps, byName)
  if (Math.max(0, ...depths.values()) > deepest) return listed(steps, depths)
  const children = new Map<string | undefined, S[]>()
  const hangsBelow = new Map<string, string | undefined>()
  for (const step of steps) {
    // In a cycle a parent is no higher than its child, and nothing can hang there.
    const above = step.parents.filter((parent) => (depths.get(parent) ?? Number.POSITIVE_INFINITY) < (depths.get(step.name) ?? 0))
    const below = above.reduce<string | undefined>(
      (best, parent) => (best === undefined || (depths.get(parent) ?? 0) > (depths.get(best) ?? 0) ? parent : best),
      undefined,
    )
    hangsBelow.set(step.name, below)
    children.set(below, [...(children.get(below) ?? []), step])
  }
  const lines: TreeLine<S>[] = []
  const draw = (step: S, prefix: string, indent: string): void => {
    lines.push({ step, prefix, others: step.parents.filter((parent) => parent !== hangsBelow.get(step.name)) })
    const below = children.get(step.name) ?? []
    for (const [index, child] of below.entries()) {
      const isLast = index === below.length - 1
      draw(child, `${indent}${isLast ? '└─ ' : '├─ '}`, `${indent}${isLast ? '   ' : '│  '}`)
    }
  }
  for (const root of children.get(undefined) ?? []) draw(root, '', '')
  return lines
}

function listed<S extends Node>(steps: readonly S[], depths: ReadonlyMap<string, number>): TreeLine<S>[] {
  return [...steps]
    .sort((a, b) => (depths.get(a.name) ?? 0) - (depths.get(b.name) ?? 0))
    .map((step) => ({ step, prefix: '', others: step.parents }))
}

/** How many steps come before each at most. Steps in a cycle get a depth all the same. */
function depthsOf(steps: readonly Node[], byName: ReadonlyMap<string, Node>): Map<string, number> {
  const depths = new Map<string, number>()
  let left = steps
  for (let depth = 0; left.length > 0; depth += 1) {
    const ready = left.filter(({ parents }) => parents.every((parent) => !byName.has(parent) || depths.has(parent)))
    const now = ready.length > 0 ? ready : left
    for (const { name } of now) depths.set(name, depth)
    left = left.filter(({ name }) => !depths.has(name))
  }
  return depths
}
