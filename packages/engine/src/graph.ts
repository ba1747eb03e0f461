import type { PipelineDefinition, StepDefinition } from './definition.ts'
import type { Json } from './json.ts'
import { referencesIn } from './reference.ts'
import type { KnownNames, Reference } from './reference.ts'

/** Parents and children by step name. Parents include those that references imply, and only steps that exist. */
export interface Graph {
  readonly parents: ReadonlyMap<string, readonly string[]>
  readonly children: ReadonlyMap<string, readonly string[]>
}

/** The fields of a step that may hold references. */
export type ReferringFields = Pick<StepDefinition, 'queue' | 'mapOver' | 'parameters' | 'taskOverrides'>

/** A reference, and the field of the step that holds it. */
export interface FieldReference {
  readonly field: string
  readonly reference: Reference
}

/** The names that a pipeline's references can use. */
export function knownNames(definition: Pick<PipelineDefinition, 'parameters' | 'steps'>): KnownNames {
  return {
    hasStep: (name) => Object.hasOwn(definition.steps, name),
    hasParameter: (name) => Object.hasOwn(definition.parameters, name),
  }
}

/** Every reference in the fields of a step that may hold one: queue, parameters, task overrides and the list that it is mapped over. */
export function stepReferences(step: ReferringFields, known?: KnownNames): FieldReference[] {
  const found: FieldReference[] = []
  const add = (field: string, value: Json | undefined): void => {
    for (const reference of referencesIn(value, known)) found.push({ field, reference })
  }
  add('queue', step.queue)
  add('mapOver', step.mapOver)
  for (const [name, value] of Object.entries(step.parameters)) add(`parameters.${name}`, value)
  for (const [path, value] of Object.entries(step.taskOverrides ?? {})) add(`taskOverrides.${path}`, value)
  return found
}

/** A step's parents, each once: the declared ones first, then those that references imply. */
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

/** The steps with parents before children, otherwise in the order of definition; without those on a cycle or below one. */
export function topologicalOrder(graph: Graph): string[] {
  const waiting = new Map([...graph.parents].map(([name, parents]) => [name, parents.length]))
  const order = [...waiting].filter(([, count]) => count === 0).map(([name]) => name)
  // `order` grows during the loop: it is the queue as well as the result.
  for (const name of order) {
    for (const child of graph.children.get(name) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1
      waiting.set(child, left)
      if (left === 0) order.push(child)
    }
  }
  return order
}

/** All steps below the given ones, nearest first, without the given ones. */
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
