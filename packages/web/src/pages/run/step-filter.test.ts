import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stepFilter } from './step-filter.ts'

const steps = [
  { name: 'load', status: 'completed', worker: 'cpu-1:0', queue: 'default' },
  { name: 'fit small', status: 'failed', worker: 'gpu-1:0', queue: 'gpu', stage: 'training' },
  { name: 'fit large', status: 'queued', queue: 'gpu', stage: 'training' },
  { name: 'report', status: 'pending' },
] as const

test.each([
  ['fit', ['fit small', 'fit large']],
  ['FIT large', ['fit large']],
  ['"fit l', ['fit large']],
  ['gpu', ['fit small', 'fit large']],
  ['worker:gpu', ['fit small']],
  ['state:failed', ['fit small']],
  ['queued', ['fit large']],
  ['stage:training -state:failed', ['fit large']],
  ['-fit', ['load', 'report']],
  ['-queue:gpu load', ['load']],
  ['default', ['load']],
  ['name:gpu', []],
  ['nothing', []],
])('%s finds %j', (text, found) => {
  expect(steps.filter(stepFilter(text) ?? (() => false)).map(({ name }) => name)).toEqual(found)
})

test.each(['', '  ', '""', 'name:""', '-""'])('%j is no word', (text) => {
  expect(stepFilter(text)).toBe(undefined)
})

test('each step has the words of its own name, and none without them', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9_]{1,12}$/), (name) => {
      const step = { name, status: 'pending' } as const
      expect(stepFilter(`name:${name}`)?.(step)).toBe(true)
      expect(stepFilter(`-name:"${name}"`)?.(step)).toBe(false)
    }),
  )
})
