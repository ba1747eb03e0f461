import type { Task } from '@clearway/contract'
import { expect, test } from 'vitest'
import { placeOf } from './place-of.ts'

test('a step has its pipeline and its run, a run its number, another task its project', () => {
  const of = (facts: object): string => placeOf({ id: 'one', name: 'train', ...facts } as Task)
  const project = { name: 'examples/.pipelines/iris' }
  expect(of({ project, parent: { name: 'iris #42', type: 'controller' } })).toBe('iris #42 · examples')
  expect(of({ project, parent: { name: 'iris', type: 'controller' } })).toBe('iris #1 · examples')
  expect(of({ project: { name: '.pipelines/iris' }, parent: { name: 'nightly', type: 'controller' } })).toBe('iris nightly')
  expect(of({ project, parent: null })).toBe('iris · examples')
  expect(of({ project, name: 'iris #3', type: 'controller' })).toBe('iris #3 · examples')
  expect(of({ project: { name: 'examples' }, parent: { name: 'other', type: 'training' } })).toBe('examples')
  expect(of({})).toBe('')
})
