import type { StepView } from '@clearway/contract'
import type { StepGroup } from './groups.ts'

type Step = Pick<StepView, 'name' | 'parents' | 'references' | 'group'>
type References = NonNullable<StepView['references']>

/** A box of the graph with the boxes that it comes after. */
export interface GraphNode {
  /** The name of its step, or a text that no step has as its name. */
  readonly name: string
  readonly parents: readonly string[]
  readonly references?: References
  /** The index of its step, or the folded group that it stands for. */
  readonly shows: number | StepGroup
}

export interface FoldedGraph {
  readonly nodes: readonly GraphNode[]
  /** The groups whose steps are shown each by itself, with the indexes of their boxes. */
  readonly open: readonly { readonly group: StepGroup; readonly nodes: readonly number[] }[]
}

interface Run<S extends Step> {
  readonly steps: readonly S[]
  /** Mapped steps, by their names: in their place are those that they became. */
  readonly mapped: ReadonlyMap<string, S>
  readonly groups: readonly StepGroup[]
}

/** The graph of a run whose groups are folded as `isFolded` says: each step is in one box. A group whose box would come after itself, by way of steps outside, stays open. */
export function foldGraph<S extends Step>(run: Run<S>, isFolded: (group: StepGroup) => boolean): FoldedGraph {
  let folded = run.groups.filter(isFolded)
  for (;;) {
    const graph = graphOf(run, folded)
    const circular = new Set(circularNodes(graph.nodes).flatMap(({ shows }) => (typeof shows === 'number' ? [] : [shows.key])))
    if (circular.size === 0) return graph
    folded = folded.filter((group) => !circular.has(group.key))
  }
}

function graphOf<S extends Step>({ steps, mapped, groups }: Run<S>, folded: readonly StepGroup[]): FoldedGraph {
  // Stages come last in the list, so a step is in the box of its stage where the stage contains its map.
  const groupOf = new Map<number, StepGroup>()
  for (const group of folded) for (const index of group.members) groupOf.set(index, group)
  const nameOf = (index: number): string => nodeName(groupOf.get(index)) ?? steps[index]?.name ?? ''
  const places = new Map(steps.map(({ name }, index) => [name, index]))
  const byMap = mapped.size === 0 ? new Map<string, number[]>() : Map.groupBy(steps.keys(), (index) => steps[index]?.group ?? '')
  const nodesOf = (parent: string): readonly string[] => {
    const at = places.get(parent)
    if (at !== undefined) return [nameOf(at)]
    return mapped.has(parent) ? [...new Set((byMap.get(parent) ?? []).map(nameOf))] : []
  }
  const drawn = new Map<string, Drawn>()
  for (const [index, step] of steps.entries()) {
    const name = nameOf(index)
    const node: Drawn = drawn.get(name) ?? { group: groupOf.get(index), members: [], taken: new Map() }
    drawn.set(name, node)
    node.members.push(index)
    const origin = mapped.get(step.group ?? '')
    for (const { parents, references = {} } of origin === undefined ? [step] : [step, origin])
      for (const parent of parents)
        for (const before of nodesOf(parent)) {
          if (before === name) continue
          const taken = node.taken.get(before) ?? new Set()
          node.taken.set(before, taken)
          for (const one of Object.hasOwn(references, parent) ? (references[parent] ?? []) : []) taken.add(one)
        }
  }
  const nodes = [...drawn].map(([name, { taken, ...node }]): GraphNode => {
    const references = [...taken].flatMap(([parent, names]) => (names.size === 0 ? [] : [[parent, [...names]] as [string, string[]]]))
    return {
      name,
      parents: [...taken.keys()],
      ...(references.length === 0 ? {} : { references: Object.fromEntries(references) }),
      shows: shownBy(node),
    }
  })
  const at = new Map(nodes.map(({ name }, index) => [name, index]))
  const isHidden = new Set(folded)
  const open = groups.flatMap((group) => {
    const shown = [...new Set(group.members.map((index) => at.get(nameOf(index)) ?? 0))]
    return isHidden.has(group) || shown.length < 2 ? [] : [{ group, nodes: shown }]
  })
  return { nodes, open }
}

/** A box while its edges are gathered. */
interface Drawn {
  readonly group: StepGroup | undefined
  readonly members: number[]
  /** What is taken from each box that it comes after. */
  readonly taken: Map<string, Set<string>>
}

function shownBy({ group, members }: Pick<Drawn, 'group' | 'members'>): number | StepGroup {
  if (group === undefined) return members[0] ?? 0
  // Some steps of a map may be in the box of their stage.
  return group.members.length === members.length ? group : { ...group, members }
}

function nodeName(group: StepGroup | undefined): string | undefined {
  // No step has a line break in its name.
  return group === undefined ? undefined : `\n${group.key}`
}

/** The nodes that come after themselves, and those between them. */
function circularNodes(nodes: readonly GraphNode[]): GraphNode[] {
  const children = new Map<string, string[]>(nodes.map(({ name }) => [name, []]))
  for (const { name, parents } of nodes) for (const parent of parents) children.get(parent)?.push(name)
  const behind = unsorted(new Map(nodes.map(({ name, parents }) => [name, parents])), children)
  if (behind.size === 0) return []
  const within = (names: readonly string[] = []): string[] => names.filter((name) => behind.has(name))
  const left = nodes.filter(({ name }) => behind.has(name))
  const both = unsorted(
    new Map(left.map(({ name }) => [name, within(children.get(name))])),
    new Map(left.map(({ name, parents }) => [name, within(parents)])),
  )
  return left.filter(({ name }) => both.has(name))
}

/** The nodes that are in a circle or behind one. */
function unsorted(before: ReadonlyMap<string, readonly string[]>, after: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const left = new Map([...before].map(([name, others]) => [name, others.length]))
  const free = [...left].flatMap(([name, count]) => (count === 0 ? [name] : []))
  // The list grows while it is gone through.
  for (const name of free) {
    left.delete(name)
    for (const next of after.get(name) ?? []) {
      const count = (left.get(next) ?? 0) - 1
      left.set(next, count)
      if (count === 0) free.push(next)
    }
  }
  return new Set(left.keys())
}
