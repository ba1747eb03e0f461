import { expect, test } from 'vitest'
import { stepsSentence } from './steps-sentence.ts'

test('a sentence says what comes from the cache, and what is not decided yet', () => {
  expect(stepsSentence({ steps: 7, cached: [1, 2, 3], undecided: [] })).toBe('3 of 7 steps come from the cache.')
  expect(stepsSentence({ steps: 1, cached: [], undecided: [1] })).toBe(
    'None of 1 step comes from the cache. About one more it is decided on the way.',
  )
  expect(stepsSentence({ cached: [], undecided: [] })).toMatch(/^Its program adds the steps/)
})
