import { expect, test } from 'vitest'
import { withMembersBelow } from './mapped-steps.ts'

test('what a mapped step became stands behind it and comes after it', () => {
  const steps = [
    { name: 'load', parents: [] },
    { name: 'each', parents: ['load'], members: 2 },
    { name: 'best', parents: ['each'] },
    { name: 'each-1', parents: ['load'], group: 'each' },
    { name: 'each-2', parents: ['load', 'each-1'], group: 'each' },
    // Of a mapped step that begins anew, and has become no steps yet.
    { name: 'again-1', parents: [], group: 'again' },
  ]
  expect(withMembersBelow(steps).map(({ name, parents }) => `${name} ← ${parents.join(', ')}`)).toEqual([
    'load ← ',
    'each ← load',
    'each-1 ← each',
    'each-2 ← each, each-1',
    'best ← each',
    'again-1 ← ',
  ])
})
