import { expect, test } from 'vitest'
import { marksOf } from './retry-marks-of.ts'
import { type RetryPreview, retrySentences } from './retry-sentences.ts'

const steps = [
  { name: 'load', status: 'completed' },
  { name: 'prep', status: 'cached' },
  { name: 'fit', status: 'failed' },
  { name: 'eval', status: 'skipped' },
  { name: 'other', status: 'failed' },
] as const

const preview = (given: Partial<RetryPreview>): RetryPreview => ({
  run: 'r',
  name: 'iris',
  status: 'failed',
  steps: [],
  decided: true,
  repeats: [],
  keeps: [],
  may_reuse: [],
  may_change: [],
  warnings: [],
  ...given,
})
const said = (given: Partial<RetryPreview>): string => retrySentences(preview(given), steps)

test('a step is marked by what it did before', () => {
  expect(marksOf(preview({ repeats: ['fit', 'eval'], keeps: ['load'] }), steps)).toEqual(
    new Map([
      ['load', 'kept'],
      ['fit', 'again'],
      ['eval', 'first'],
    ]),
  )
  expect(marksOf(undefined, steps).size).toBe(0)
})

test('the sentence counts what runs again, what runs for the first time, and what keeps a result', () => {
  expect(said({ repeats: ['fit'], keeps: ['load', 'prep', 'other'] })).toBe('1 step runs again, 2 keep their results.')
  expect(said({ repeats: ['fit', 'eval'], keeps: ['load'] })).toBe('2 steps run, 1 of them again; 1 keeps its result.')
  expect(said({ repeats: ['load', 'fit'], keeps: [] })).toBe('2 steps run again.')
  expect(said({ repeats: ['eval'], keeps: ['other'] })).toBe('1 step runs for the first time.')
})

test('it says what may turn out otherwise', () => {
  expect(said({ repeats: ['load', 'fit'], may_reuse: ['load'] })).toBe('2 steps run again. 1 may come from the cache.')
  expect(said({ repeats: ['fit'], keeps: ['load'], may_reuse: ['fit'], may_change: ['load'] })).toBe(
    '1 step runs again, 1 keeps its result. All may come from the cache. What stays runs again if the pipeline gives it other inputs.',
  )
})
