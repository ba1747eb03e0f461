import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fits, shortages } from './fits.ts'

const amount = fc.option(fc.nat(3), { nil: undefined })
const labels = fc.option(fc.subarray(['a100', 'tpu', 'eu']), { nil: undefined })
const resources = fc
  .record({ gpus: amount, gpuMemory: amount, cpus: amount, memory: amount, labels })
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)))

test('a task fits exactly where no resource is short, and an amount that a slot does not state counts as enough', () => {
  fc.assert(
    fc.property(resources, resources, (needs, has) => {
      expect(fits(needs, has)).toBe(shortages(needs, has).length === 0)
      expect(fits(needs, {})).toBe(true)
      expect(fits({}, has)).toBe(true)
    }),
  )
  expect(shortages({ gpus: 2, labels: ['a100'] }, { gpus: 1, labels: ['tpu'] })).toEqual(['gpus', 'label a100'])
})
