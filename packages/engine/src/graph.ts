import type { PipelineDefinition, StepDefinition } from './definition.ts'
import type { Json } from './json.ts'
import { referencesIn } from './reference.ts'
import type { KnownNames, Reference } from './reference.ts'

/** Parents and children by step name; parents hold what references imply, and only steps that exist. */
export interface Graph {
  readonly parents: ReadonlyMap<string, readonly string[]>
  readonly children: ReadonlyMap<string, readonly string[]>
}

/** A reference and the place in the step where it stands. */
export interface PlacedReference {
  readonly field: string
  readonly reference: Reference
}

/** What a pipeline's references can name. */
export function knownNames(definition: Pick<PipelineDefinition, 'parameters' | 'steps'>): KnownNames {
  return {
    hasStep: (name) => Object.hasOwn(definition.steps, name),
    hasParameter: (name) => Object.hasOwn(definition.parameters, name),
  }
}

/** Every reference in a step, wherever one counts: queue, parameters, task overrides and the list that it is mapped over. */
export function stepReferences(step: StepDefinition, known?: KnownNames): PlacedReference[] {
  const placed: PlacedReference[] = []
  const add = (field: string, value: Json | undefined): void => {
    for (const reference of referencesIn(value, known)) placed.push({ field, reference })
  }
  add('queue', step.queue)
  add('mapOver', step.mapOver)
  for (const [name, value] of Object.entries(step.parameters)) add(`parameters.${name}`, value)
  for (const [path, value] of Object.entries(step.taskOverrides ?? {})) add(`taskOverrides.${path}`, value)
  return placed
}

/** The declared parents first, then those that references imply, each once. */
export function allParents(step: StepDefinition, known?: KnownNames): string[] {
  const parents = new Set(step.parents)
  for (const { reference } of stepReferences(step, known)) if (reference.kind === 'step') parents.add(reference.step)
  return [...parents]
}

/** The edges of a pipeline. Parents that do not exist are left out: `checkDag` names them. */
export function graphOf(definition: PipelineDefinition): Graph {
  const known = knownNames(definition)
  const parents = new Map<string, string[]>()
  const children = new Map<string, string[]>(Object.keys(definition.steps).map((name) => [name, []]))
  for (const [name, step] of Object.entries(definition.steps)) {
    const existing = allParents(step, known).filter((parent) => children.has(parent))
    parents.set(name, existing)
    for (const parent of existing) children.get(parent)?.push(name)
  }
  return { parents, children }
}

/** Parents before children, otherwise in the order of definition. Steps on a cycle, or below one, are missing from it. */
export function topologicalOrder(graph: Graph): string[] {
  const waiting = new Map([...graph.parents].map(([name, parents]) => [name, parents.length]))
  const order = [...waiting].filter(([, count]) => count === 0).map(([name]) => name)
  // `order` grows while it is walked: it is the queue as well as the result.
  for (const name of order) {
    for (const child of graph.children.get(name) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1
      waiting.set(child, left)
      if (left === 0) order.push(child)
    }
  }
  return order
}

/** All steps below the given ones, nearest first, without the given ones themselves. */
export function descendants(graph: Graph, of: Iterable<string>): string[] {
  const seen = new Set(of)
  const found: string[] = []
  const queue = [...seen]
  for (const name of queue) {
    for (const child of graph.children.get(name) ?? []) {
      if (seen.has(child)) continue
      seen.add(child)
      found.push(child)
      queue.push(child)
    }
  }
  return found
}

/** How many steps lie on the longest way from a root to each step: 0 for a root. */
export function depths(graph: Graph): ReadonlyMap<string, number> {
  const depth = new Map<string, number>()
  for (const name of topologicalOrder(graph)) {
    depth.set(
      name,
      (graph.parents.get(name) ?? []).reduce((most, parent) => Math.max(most, (depth.get(parent) ?? 0) + 1), 0),
    )
  }
  return depth
}
