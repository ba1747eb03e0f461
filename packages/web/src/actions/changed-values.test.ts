import { expect, test } from 'vitest'
import { changedValues } from './changed-values.ts'

test('only values that differ from those of before are given', () => {
  const parameters = [
    { name: 'rows', before: '10' },
    { name: 'deep', before: 'True' },
  ]
  expect(changedValues(parameters, {})).toEqual({})
  expect(changedValues(parameters, { rows: '10', deep: '' })).toEqual({ deep: '' })
})
