import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrderOf, isSameShape, shapeOf, stepsIn } from './shape.ts'

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

test('two lists of steps have the same shape if its texts are equal', () => {
  const name = fc.constantFrom('a', 'b')
  const lists = fc.array(fc.record({ name, parents: fc.array(name, { maxLength: 2 }) }), { maxLength: 2 })
  fc.assert(
    fc.property(lists, lists, (some, others) => {
      expect(isSameShape(some, others)).toBe(shapeOf(some) === shapeOf(others))
      expect(isSameShape(some, structuredClone(some))).toBe(true)
    }),
  )
})
