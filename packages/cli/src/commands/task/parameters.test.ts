import { expect, test } from 'vitest'
import { readParameters } from './parameters.ts'

test('a parameter has a section before its first slash, else General, and a value behind the first sign', () => {
  expect(readParameters(['Args/lr=0.1', 'epochs=3', 'Args/a/b=x=y', 'empty='], '--param')).toEqual([
    { section: 'Args', name: 'lr', value: '0.1' },
    { section: 'General', name: 'epochs', value: '3' },
    { section: 'Args', name: 'a/b', value: 'x=y' },
    { section: 'General', name: 'empty', value: '' },
  ])
})

test('a parameter without a value or a name is refused', () => {
  for (const wrong of ['lr', '=1', ''])
    expect(() => readParameters([wrong], '--param')).toThrow(`--param is "${wrong}", but must be NAME=VALUE, or SECTION/NAME=VALUE.`)
})
