import { expect, test } from 'vitest'
import { valueParts } from './step-results.ts'

const id = '01a22875619c7317aa78df6749d47812'
const url = `http://127.0.0.1:8008/files/.pipelines/churn/clean%20up.${id}/artifacts/result/result.json`

test('results of steps are found in the value of a parameter', () => {
  expect(valueParts(JSON.stringify({ $step: url }))).toEqual([{ step: 'clean up', task: id, path: '' }])
  expect(valueParts(JSON.stringify([{ $step: url, path: ['a"b', 0] }, 2]))).toEqual([
    { text: '[' },
    { step: 'clean up', task: id, path: 'a"b.0' },
    { text: ',2]' },
  ])
})

test('every other value is a text', () => {
  for (const value of ['', '0.1', '{"$step":""}', '{"$step":"https://example.com/a"}', '{"$step":5}'])
    expect(valueParts(value)).toEqual([{ text: value }])
})
