import { expect, test } from 'vitest'
import { readParameters } from './read-parameters.ts'

const parameters = [
  { name: 'rows', type: 'number', default: 200 },
  { name: 'isDeep', type: 'boolean', default: false },
  { name: 'files', type: 'array', default: [] },
  { name: 'rates', type: 'array', default: [0.1] },
  { name: 'options', type: 'object', default: {} },
  { name: 'label', type: 'string', default: '' },
  { name: 'any' },
]
const read = (...words: string[]): unknown => readParameters({ name: 'churn', parameters }, words)

test('each value has the type of its parameter', () => {
  expect(read('--rows', '-3', '--isDeep', '--files', 'a.csv,b.csv', '--rates=0.3,1', '--options', '{"a":[1]}', '--label', '7')).toEqual({
    rows: -3,
    isDeep: true,
    files: ['a.csv', 'b.csv'],
    rates: [0.3, 1],
    options: { a: [1] },
    label: '7',
  })
})

test('a flag of the name in lower case, a negation and --set set parameters, too', () => {
  expect(read('--no-is-deep', '--set', 'rows=5', '-p', 'label=a=b')).toEqual({ isDeep: false, rows: 5, label: 'a=b' })
  expect(read('--is-deep', 'false', '--any', '[1]')).toEqual({ isDeep: false, any: [1] })
  expect(read('--any=text')).toEqual({ any: 'text' })
})

test('all faults are told at once', () => {
  const words = ['--rows', 'many', '--colour', 'red', '--options={', '--rates', 'a,b', '--isDeep=perhaps', 'left', '--label']
  expect(() => read(...words)).toThrow(
    [
      "Pipeline 'churn':",
      "--rows is 'many', which is no number.",
      "There is no parameter 'colour'.",
      "--options is '{', which is no JSON.",
      "--rates is 'a,b', which is no list of numbers.",
      "--isDeep is 'perhaps', which is neither true nor false.",
      "'left' belongs to no parameter: write --NAME left.",
      '--label has no value.',
    ].join('\n'),
  )
})

test('a schema that does not list its parameters takes any', () => {
  expect(readParameters({ name: 'open', parameters: undefined }, ['--rows', '3', '--name', 'x'])).toEqual({ rows: 3, name: 'x' })
})
