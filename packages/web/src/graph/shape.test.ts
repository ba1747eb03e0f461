import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrderOf, isSameShape, shapeOf, stepsIn } from './shape.ts'

const steps = [
  { name: 'load', parents: [], status: 'completed' },
  { name: 'fit', parents: ['load'], references: { load: ['rows'] }, status: 'running' },
]

test('the shape of a graph is that of its names, parents and references alone, and is read as it was written', () => {
  expect(shapeOf(steps)).toBe(shapeOf(steps.map((step) => ({ ...step, status: 'failed' }))))
  expect(stepsIn(shapeOf(steps))).toEqual(steps.map(({ status: _, ...step }) => step))
})

test('steps are found at the places of an earlier shape', () => {
  const later = [{ name: 'new' }, { name: 'fit' }]
  expect(inOrderOf(shapeOf(steps), later, ({ name }) => name)).toEqual([undefined, { name: 'fit' }])
})

test('two lists of steps have the same shape if its texts are equal', () => {
  const name = fc.constantFrom('a', 'b')
  const references = fc.dictionary(name, fc.array(name, { maxLength: 1 }), { maxKeys: 1 })
  const lists = fc.array(
    fc.record({ name, parents: fc.array(name, { maxLength: 2 }), references }, { requiredKeys: ['name', 'parents'] }),
    { maxLength: 2 },
  )
  fc.assert(
    fc.property(lists, lists, (some, others) => {
      expect(isSameShape(some, others)).toBe(shapeOf(some) === shapeOf(others))
      expect(isSameShape(some, structuredClone(some))).toBe(true)
    }),
  )
})
