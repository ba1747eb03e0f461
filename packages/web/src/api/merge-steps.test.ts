import type { StepView } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChangedSteps, mergeSteps, noSteps } from './merge-steps.ts'

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const step = fc
  .record({ name, task: fc.option(fc.constantFrom('t1', 't2', 't3'), { nil: undefined }) })
  .map(({ name: own, task }): StepView => ({
    name: own,
    status: 'pending',
    parents: [],
    ...(task === undefined ? {} : { task }),
  }))
const change: fc.Arbitrary<ChangedSteps> = fc.record({
  fresh: fc.boolean(),
  steps: fc.array(step),
  removed: fc.uniqueArray(name),
})

test('the steps after some changes are those that a map of them would have, in its order', () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      let known = noSteps
      const expected = new Map<string, StepView>()
      for (const one of changes) {
        const before = [...known.steps]
        const next = mergeSteps(known, one)
        expect(known.steps).toEqual(before)
        known = next
        if (one.fresh) expected.clear()
        for (const changed of one.steps) expected.set(changed.name, changed)
        for (const gone of one.removed) expected.delete(gone)
      }
      expect(known.steps).toEqual([...expected.values()])
      expect([...known.places]).toEqual(known.steps.map(({ name: own }, index) => [own, index]))
      for (const { task } of known.steps) if (task !== undefined) expect(known.reads).toContain(`task:${task}`)
    }),
  )
})

test('a step that has not changed is the same object as before, and what all have in common is not made anew', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((own): StepView => ({ name: own, status: 'queued', parents: [], task: `task of ${own}` }))
  if (a === undefined || b === undefined || c === undefined) throw new Error('There are three steps.')
  const known = mergeSteps(noSteps, { fresh: true, steps: [a, b, c], removed: [] })
  const next = mergeSteps(known, { fresh: false, steps: [{ ...b, status: 'running' }], removed: [] })
  expect(next.steps[0]).toBe(a)
  expect(next.steps[2]).toBe(c)
  expect(next.places).toBe(known.places)
  expect(next.reads).toBe(known.reads)
})
