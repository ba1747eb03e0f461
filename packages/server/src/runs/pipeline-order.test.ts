import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from './pipeline-order.ts'

test('the pipelines that fail most, or take longest, come first; those without such runs come last', () => {
  const [good, bad, none] = [
    { completed: 9, failed: 1, median: 5 },
    { completed: 1, failed: 1, median: 90 },
    { completed: 0, failed: 0 },
  ]
  expect(inOrder('failing', [none, good, bad])).toEqual([bad, good, none])
  expect(inOrder('slowest', [none, good, bad])).toEqual([bad, good, none])
  const pipeline = fc.record({ completed: fc.nat(9), failed: fc.nat(9), median: fc.nat(99) }, { requiredKeys: ['completed', 'failed'] })
  fc.assert(
    fc.property(fc.constantFrom('failing', 'slowest'), fc.array(pipeline), (order, pipelines) => {
      const sorted = inOrder(order, pipelines)
      expect(inOrder(order, sorted)).toEqual(sorted)
      expect(new Set(sorted)).toEqual(new Set(pipelines))
    }),
  )
})
