import { expect, test } from 'vitest'
import { inOrderOf, shapeOf, stepsIn } from './shape.ts'

const steps = [
  { name: 'load', parents: [], status: 'completed' },
  { name: 'fit', parents: ['load'], status: 'running' },
]

test('the shape of a graph is that of its names and parents alone, and is read as it was written', () => {
  expect(shapeOf(steps)).toBe(shapeOf(steps.map((step) => ({ ...step, status: 'failed' }))))
  expect(stepsIn(shapeOf(steps))).toEqual(steps.map(({ name, parents }) => ({ name, parents })))
})

test('steps are found at the places of an earlier shape', () => {
  const later = [{ name: 'new' }, { name: 'fit' }]
  expect(inOrderOf(shapeOf(steps), later)).toEqual([undefined, { name: 'fit' }])
})
