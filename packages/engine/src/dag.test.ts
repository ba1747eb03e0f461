import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryPipeline } from './testing/arbitrary-pipeline.ts'
import { checkDag } from './dag.ts'
import { defineStep } from './definition.ts'
import type { PipelineDefinition, StepDefinition } from './definition.ts'
import { allParents, descendants, graphOf, knownNames, topologicalOrder } from './graph.ts'

test('a sound pipeline has no fault, and its order puts parents before children', () => {
  fc.assert(
    fc.property(arbitraryPipeline(12), (definition) => {
      expect(checkDag(definition)).toEqual([])
      const graph = graphOf(definition)
      const order = topologicalOrder(graph)
      expect(order.toSorted()).toEqual(Object.keys(definition.steps).toSorted())
      for (const [name, parents] of graph.parents) {
        for (const parent of parents) {
          expect(order.indexOf(parent)).toBeLessThan(order.indexOf(name))
          expect(descendants(graph, [parent])).toContain(name)
        }
      }
    }),
  )
})

test('a parent that points back down is found as a cycle whose every edge exists', () => {
  fc.assert(
    fc.property(arbitraryPipeline(10), fc.nat(), fc.nat(), (definition, a, b) => {
      const names = Object.keys(definition.steps)
      if (names.length === 0) return
      const [from, to] = [names[a % names.length] ?? '', names[b % names.length] ?? '']
      const closed = withStep(definition, { ...stepAt(definition, to), parents: [...stepAt(definition, to).parents, from] })
      const expected = from === to || descendants(graphOf(definition), [to]).includes(from)
      const cycles = checkDag(closed).flatMap((fault) => (fault.code === 'cycle' ? [fault.cycle ?? []] : []))
      expect(cycles.length > 0).toBe(expected)
      for (const cycle of cycles) {
        expect(cycle.at(0)).toBe(cycle.at(-1))
        for (let index = 1; index < cycle.length; index += 1) {
          expect(allParents(stepAt(closed, cycle[index] ?? ''), knownNames(closed))).toContain(cycle[index - 1])
        }
      }
    }),
  )
})

test('all faults are reported at once, each with its step, its field and its cure', () => {
  const steps: StepDefinition[] = [
    defineStep({ name: '', baseTask: 'b' }),
    defineStep({ name: 'pipeline', baseTask: 'b' }),
    defineStep({ name: 'no base' }),
    defineStep({ name: 'own code', codeSection: 'own code' }),
    defineStep({ name: 'lost', baseTask: 'b', parents: ['nobody'], retries: -1, timeoutSeconds: 0 }),
    defineStep({
      name: 'refers',
      baseTask: 'b',
      queue: '${pipeline.queue}',
      parameters: { epochs: '1', 'Args/a': '${nobody.id}', 'Args/b': '${HOME}', 'Args/c': '${lost.artifacts.x}' },
      taskOverrides: { 'script.branch': ['${lost.models.sideways.0.url}'] },
      configurations: { yaml: '${left.alone}' },
    }),
    defineStep({ name: 'one', baseTask: 'b', parents: ['two'] }),
    defineStep({ name: 'two', baseTask: 'b', parameters: { 'Args/a': 'x ${one.id}' } }),
    defineStep({ name: 'self', baseTask: 'b', parents: ['self'] }),
  ]
  const definition = { name: 'bad', version: '1', parameters: {}, steps: Object.fromEntries(steps.map((step) => [step.name, step])) }
  const twice = withStep(definition, defineStep({ name: 'one', baseTask: 'b' }), 'other key')
  expect(checkDag(twice).map(({ code, step, field, message }) => `${code} | ${step} | ${field} | ${message}`)).toMatchInlineSnapshot(`
    [
      "empty_name |  | name | A step has no name.",
      "reserved_name | pipeline | name | A step cannot be called 'pipeline': references use that word for the pipeline itself.",
      "missing_base_task | no base | baseTask | Step 'no base' has no task to run.",
      "bad_retries | lost | retries | Step 'lost' has -1 retries.",
      "bad_timeout | lost | timeoutSeconds | Step 'lost' has a time limit of 0 s.",
      "missing_parent | lost | parents | Step 'lost' names the parent 'nobody', which does not exist.",
      "parameter_without_section | refers | parameters.epochs | Step 'refers' sets 'epochs', which names no section.",
      "unknown_pipeline_parameter | refers | queue | Step 'refers' reads \${pipeline.queue}, but the pipeline has no parameter 'queue'.",
      "unknown_step | refers | parameters.Args/a | Step 'refers' reads \${nobody.id}, but there is no step 'nobody'.",
      "malformed_reference | refers | parameters.Args/b | Step 'refers' holds \${HOME}, which cannot be read: it has no dot, as in \${step.id} or \${pipeline.name}.",
      "malformed_reference | refers | parameters.Args/c | Step 'refers' holds \${lost.artifacts.x}, which cannot be read: an artifact's name must be followed by one of .url .name .size .type .mode .hash .timestamp .metadata .preview.",
      "malformed_reference | refers | taskOverrides.script.branch | Step 'refers' holds \${lost.models.sideways.0.url}, which cannot be read: 'models' must be followed by input or output, found 'sideways'.",
      "name_clash | other key | name | Two steps are called 'one'.",
      "cycle | one | parents | Steps wait for each other: one → two → one.",
      "cycle | self | parents | Steps wait for each other: self → self.",
    ]
  `)
  expect(checkDag(twice).every((fault) => fault.cure.length > 0)).toBe(true)
})

test('a chain of 10,000 steps is checked without exhausting the stack, and so is a ring', () => {
  const count = 10_000
  const chain = Array.from({ length: count }, (_, index) =>
    defineStep({ name: `s${index}`, baseTask: 'b', parents: index === 0 ? [] : [`s${index - 1}`] }),
  )
  const definition = { name: 'chain', version: '1', parameters: {}, steps: Object.fromEntries(chain.map((step) => [step.name, step])) }
  expect(checkDag(definition)).toEqual([])
  const ring = withStep(definition, { ...stepAt(definition, 's0'), parents: [`s${count - 1}`] })
  expect(checkDag(ring).map((fault) => fault.cycle?.length)).toEqual([count + 1])
})

function stepAt(definition: PipelineDefinition, name: string): StepDefinition {
  const found = definition.steps[name]
  if (found === undefined) throw new Error(`no step ${name}`)
  return found
}

function withStep(definition: PipelineDefinition, step: StepDefinition, key = step.name): PipelineDefinition {
  return { ...definition, steps: Object.fromEntries([...Object.entries(definition.steps), [key, step]]) }
}
