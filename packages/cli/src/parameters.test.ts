import { expect, test } from 'vitest'
import { readParameters, readValues } from './parameters.ts'

test('a parameter has a section before its first slash, else General, and a value behind the first sign', () => {
  expect(readParameters(['Args/lr=0.1', 'epochs=3', 'Args/a/b=x=y', 'empty='])).toEqual([
    { section: 'Args', name: 'lr', value: '0.1' },
    { section: 'General', name: 'epochs', value: '3' },
    { section: 'Args', name: 'a/b', value: 'x=y' },
    { section: 'General', name: 'empty', value: '' },
  ])
})

test('a parameter without a value or a name is refused', () => {
  for (const wrong of ['lr', '=1', ''])
    expect(() => readParameters([wrong])).toThrow(`--set is "${wrong}", but must be NAME=VALUE, or SECTION/NAME=VALUE.`)
})

test('a value of a pipeline’s parameter may hold commas, signs of equality and slashes', () => {
  expect(readValues(['factors=[0.1,0.3]', 'label=a=b', 'Args/path=/data'])).toEqual({
    factors: '[0.1,0.3]',
    label: 'a=b',
    'Args/path': '/data',
  })
})
