import { expect, test } from 'vitest'
import { nextStep } from './next-step.ts'

const steps = [
  { name: 'a', status: 'failed' },
  { name: 'b', status: 'completed' },
  { name: 'c', status: 'failed' },
  { name: 'd', status: 'queued' },
] as const

test('the next step in a state is found after the selected one, and from the beginning again after the last', () => {
  expect(nextStep(steps, undefined, ['failed'])).toBe('a')
  expect(nextStep(steps, 'a', ['failed'])).toBe('c')
  expect(nextStep(steps, 'c', ['failed'])).toBe('a')
  expect(nextStep(steps, 'd', ['queued'])).toBe('d')
  expect(nextStep(steps, 'b', ['aborted'])).toBeUndefined()
  expect(nextStep(steps, 'gone', ['failed', 'queued'])).toBe('a')
})
