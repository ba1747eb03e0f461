/** A line of a drawn DAG. */
export interface TreeLine<S> {
  readonly step: S
  /** The branches before the symbol of the step. */
  readonly prefix: string
  /** Parents to which no branch is drawn. */
  readonly others: readonly string[]
}

interface Node {
  readonly name: string
  readonly parents: readonly string[]
}

/** A deeper tree would push the names off the screen. */
const deepest = 6

/**
 * Draws a DAG as a tree: each step stands below its deepest parent and names its other parents. A DAG that is too deep, or that has a cycle, becomes a
 * list in which each step names all its parents.
 */
export function drawTree<S extends Node>(steps: readonly S[]): TreeLine<S>[] {
  const byName = new Map(steps.map((step) => [step.name, step]))
  const depths = depthsOf(steps, byName)
  if (Math.max(0, ...depths.values()) > deepest) return listed(steps, depths)
  const children = new Map<string | undefined, S[]>()
  const hangsBelow = new Map<string, string | undefined>()
  for (const step of steps) {
    // In a cycle a parent may be as deep as its child, which then cannot stand below it.
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

/** The depth of each step: the length of the longest path to it. Steps in a cycle get a depth too. */
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
