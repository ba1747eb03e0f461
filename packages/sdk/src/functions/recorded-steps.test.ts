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
      const found = shuffled.map((one) => book.takeSame(one)?.definition.name)
      expect(new Set(found)).toEqual(new Set(steps.map(({ definition }) => definition.name)))
      expect(book.left()).toEqual([])
    }),
  )
})

test('a call with another input finds nothing, and the divergence names the first input that differs', () => {
  const book = new RecordedSteps([recorded('fit', 'fit', { 'Args/lr': '0.1', 'Args/rows': '5' })])
  const call = { function: 'fit', parameters: { 'Args/lr': '0.1', 'Args/rows': '6' } }
  expect(book.takeSame(call)).toBeUndefined()
  const error = new Divergence(book.left()[0]!, call)
  expect(error.message).toMatch(/^Step 'fit' was called with rows = 5 before the pipeline's process was restarted, and now with 6\./)
  expect(error.step).toBe('fit')
})

test('a recorded step that is never called again is named', () => {
  expect(new Divergence(recorded('fit-2', 'fit', {})).message).toMatch(/^Step 'fit-2' was called before .* and is not called any more/)
})

test('a call that asks for a name finds the step of that name only', () => {
  const book = new RecordedSteps([recorded('fit', 'fit', {}), recorded('big', 'fit', {})])
  expect(book.takeSame({ function: 'fit', name: 'big', parameters: {} })?.definition.name).toBe('big')
  expect(book.takeSame({ function: 'fit', name: 'big', parameters: {} })).toBeUndefined()
})

const named = (steps: readonly StepState[]): string[] => steps.map(({ definition }) => definition.name)

test('a call with other inputs finds a step that waits for a call, then one that a retry kept, and these need not be called again', () => {
  const fit = (name: string, lr: string, more: Partial<StepState>): StepState => ({ ...recorded(name, 'fit', { 'Args/lr': lr }), ...more })
  const book = new RecordedSteps([
    fit('fit', '0.1', { calledBeforeRetry: true }),
    fit('fit-2', '0.2', { awaits: 'call' }),
    fit('fit-3', '0.3', {}),
  ])
  const call = { function: 'fit', parameters: { 'Args/lr': '0.9' } }
  expect([named(book.left()), book.takeSame(call)]).toEqual([['fit-3'], undefined])
  const [first] = [book.findChanged(call)!]
  book.takeChanged(first)
  const second = book.findChanged(call)!
  book.takeChanged(second)
  expect([named([first, second]), book.findChanged(call), named(book.left('fit'))]).toEqual([['fit-2', 'fit'], undefined, ['fit-3']])
})

test('a step that a call has named is changed by calls of that name only', () => {
  const book = new RecordedSteps([{ ...recorded('big', 'fit', { 'Args/lr': '1' }), calledBeforeRetry: true }])
  const call = { function: 'fit', parameters: { 'Args/lr': '2' } }
  expect(book.findChanged(call)).toBeUndefined()
  expect(book.findChanged({ ...call, name: 'big' })?.definition.name).toBe('big')
})

test('with a kept step the kept ones below it wait for their calls', () => {
  const kept = { calledBeforeRetry: true as const }
  const book = new RecordedSteps([
    { ...recorded('fit', 'fit', { 'Args/lr': '1' }), ...kept, children: ['test'] },
    { ...recorded('test', 'test', { 'Args/of': '${fit.id}' }), ...kept },
  ])
  book.takeChanged(book.findChanged({ function: 'fit', parameters: { 'Args/lr': '2' } })!)
  const test = book.takeSame({ function: 'test', parameters: { 'Args/of': '${fit.id}' } })
  expect([test?.awaits, test?.calledBeforeRetry]).toEqual(['call', undefined])
})
