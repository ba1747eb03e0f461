import type { StepView } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChangedSteps, mergeSteps, noSteps } from './merge-steps.ts'

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const step = fc
  .record({
    name,
    task: fc.option(fc.constantFrom('t1', 't2', 't3'), { nil: undefined }),
    members: fc.option(fc.constantFrom(0, 2), { nil: undefined }),
  })
  .map(({ name: own, task, members }): StepView => ({
    name: own,
    status: 'pending',
    parents: [],
    ...(task === undefined ? {} : { task }),
    ...(members === undefined ? {} : { members }),
  }))
const change: fc.Arbitrary<ChangedSteps> = fc.record({
  fresh: fc.boolean(),
  steps: fc.array(step),
})

test('the steps after some changes are those that a map of them would have, and mapped steps are apart', () => {
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
      }
      // A mapped step that begins anew comes last.
      const isMapped = ({ members = 0 }: StepView): boolean => members > 0
      const byName = (some: Iterable<StepView>) => new Map([...some].map((one) => [one.name, one]))
      expect(byName(known.steps)).toEqual(byName([...expected.values()].filter((one) => !isMapped(one))))
      expect(known.mapped).toEqual(byName([...expected.values()].filter(isMapped)))
      expect([...known.places]).toEqual(known.steps.map(({ name: own }, index) => [own, index]))
      for (const { task } of known.steps) if (task !== undefined) expect(known.reads).toContain(`task:${task}`)
    }),
  )
})

test('a step that has not changed is the same object as before, and what all have in common is not made anew', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((own): StepView => ({ name: own, status: 'queued', parents: [], task: `task of ${own}` }))
  if (a === undefined || b === undefined || c === undefined) throw new Error('There are three steps.')
  const known = mergeSteps(noSteps, { fresh: true, steps: [a, b, c] })
  const next = mergeSteps(known, { fresh: false, steps: [{ ...b, status: 'running' }] })
  expect(next.steps[0]).toBe(a)
  expect(next.steps[2]).toBe(c)
  expect(next.places).toBe(known.places)
  expect(next.reads).toBe(known.reads)
})
