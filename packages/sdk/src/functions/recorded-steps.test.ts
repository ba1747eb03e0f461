import { defineStep, type StepState } from '@clearway/engine'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Divergence, RecordedSteps } from './recorded-steps.ts'

function recorded(name: string, of: string, parameters: Record<string, string>): StepState {
  const definition = defineStep({ name, function: of, parameters })
  return { definition, index: 0, parents: [], children: [], unfinishedParents: 0, status: 'completed', phase: 'done', attempt: 1 }
}

test('each recorded step is found once by equal calls, in any order of the calls', () => {
  const call = fc.record({ function: fc.constantFrom('a', 'b'), parameters: fc.record({ 'Args/x': fc.constantFrom('1', '2') }) })
  fc.assert(
    fc.property(fc.array(call), fc.nat(), (calls, seed) => {
      const steps = calls.map(({ function: of, parameters }, index) => recorded(`${of}-${index}`, of, parameters))
      const book = new RecordedSteps(steps)
      const shuffled = calls.toSorted((a, b) => (a.parameters['Args/x'] + seed < b.parameters['Args/x'] + seed ? 1 : -1))
      const found = shuffled.map((one) => book.take(one)?.definition.name)
      expect(new Set(found)).toEqual(new Set(steps.map(({ definition }) => definition.name)))
      expect(book.left()).toEqual([])
    }),
  )
})

test('a call with another input finds nothing, and the divergence names the first input that differs', () => {
  const book = new RecordedSteps([recorded('fit', 'fit', { 'Args/lr': '0.1', 'Args/rows': '5' })])
  const call = { function: 'fit', parameters: { 'Args/lr': '0.1', 'Args/rows': '6' } }
  expect(book.take(call)).toBeUndefined()
  const error = new Divergence(book.left('fit')[0]!, call)
  expect(error.message).toMatch(/^Step 'fit' was called with rows = 5 before the pipeline's process was restarted, and now with 6\./)
  expect(error.step).toBe('fit')
})

test('a recorded step that is never called again is named', () => {
  expect(new Divergence(recorded('fit-2', 'fit', {})).message).toMatch(/^Step 'fit-2' was called before .* and is not called any more/)
})

test('a call that asks for a name finds the step of that name only', () => {
  const book = new RecordedSteps([recorded('fit', 'fit', {}), recorded('big', 'fit', {})])
  expect(book.take({ function: 'fit', name: 'big', parameters: {} })?.definition.name).toBe('big')
  expect(book.take({ function: 'fit', name: 'big', parameters: {} })).toBeUndefined()
})

test('a retried step is found by a call with other inputs, after the steps with the same inputs, and need not be called again', () => {
  const retried = { ...recorded('fit-2', 'fit', { 'Args/lr': '0.2' }), awaitsCall: true as const }
  const steps = (): RecordedSteps => new RecordedSteps([retried, recorded('fit', 'fit', { 'Args/lr': '0.1' })])
  const book = steps()
  expect(book.take({ function: 'fit', parameters: { 'Args/lr': '0.1' } })?.definition.name).toBe('fit')
  expect(book.take({ function: 'fit', parameters: { 'Args/lr': '0.3' } })?.definition.name).toBe('fit-2')
  expect(book.take({ function: 'fit', parameters: { 'Args/lr': '0.3' } })).toBeUndefined()
  expect(
    steps()
      .left()
      .map(({ definition }) => definition.name),
  ).toEqual(['fit'])
})
