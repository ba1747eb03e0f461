import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryPipeline } from './testing/arbitrary-pipeline.ts'
import { allParents, graphOf, knownNames } from './graph.ts'
import { takenFrom } from './taken-from.ts'

const taken = (step: Partial<Parameters<typeof takenFrom>[0]>, ...parents: readonly string[]) =>
  Object.fromEntries(takenFrom({ parameters: {}, ...step }, parents))

test('each kind of reference has a name, once, and a parent without one is absent', () => {
  const parameters = {
    'Args/rows': '${load.artifacts.rows.url}',
    'Args/size': '${load.artifacts.rows.size} of ${load.artifacts.data\\.csv.metadata.head.columns}',
    'Args/lr': '${tune.parameters.Args/lr}',
    'Args/net': '["${tune.models.output.-1.url}"]',
    'Args/own': '${pipeline.epochs}',
  }
  const found = taken(
    { parameters, queue: '${pick.id}', taskOverrides: { 'script.branch': '${pick.script.branch}' } },
    'load',
    'tune',
    'pick',
    'after',
  )
  expect(found).toEqual({
    load: ['rows', 'data.csv'],
    tune: ['Args/lr', 'output model -1'],
    pick: ['id', 'script.branch'],
  })
})

test('an input that a Python function step takes as an artifact has its name', () => {
  const parameters = { 'kwargs_artifacts/rows': '${load.id}.rows', 'kwargs/other': '${load.id}.txt' }
  expect(taken({ parameters }, 'load')).toEqual({ load: ['rows', 'id'] })
})

test('a name that holds dots ends where a parent’s does', () => {
  expect(taken({ parameters: { 'Args/x': '${v1.id.id}' } }, 'v1.id')).toEqual({ 'v1.id': ['id'] })
})

test('what is taken from and what is declared are all parents together', () => {
  fc.assert(
    fc.property(arbitraryPipeline(8), (definition) => {
      const known = knownNames(definition)
      const graph = graphOf(definition)
      for (const [name, step] of Object.entries(definition.steps)) {
        const implied = allParents({ ...step, parents: [] }, known)
        expect([...takenFrom(step, graph.parents.get(name) ?? []).keys()]).toEqual(implied)
      }
    }),
  )
})
