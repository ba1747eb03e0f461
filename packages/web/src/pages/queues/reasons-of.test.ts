import { expect, test } from 'vitest'
import { reasonsOf } from './reasons-of.ts'

test('the reasons of a queue are counted, the most frequent first', () => {
  expect(reasonsOf(['unfit', 'busy', undefined, 'busy'])).toBe('2 busy · 1 unfit')
  expect(reasonsOf([undefined])).toBe('')
})
