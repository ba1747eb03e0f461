import { flagOf } from '@clearway/contract/flag-of'
import { expect, test } from 'vitest'
import { choice, integer, texts } from './option.ts'

test('a number outside its limits is refused with the limits', () => {
  const slots = integer('', 'NUMBER', 1, 8)
  expect(slots.read('8', '--slots')).toBe(8)
  for (const wrong of ['0', '9', '1.5', 'x', '', ' '])
    expect(() => slots.read(wrong, '--slots')).toThrow(`--slots is "${wrong}", but must be a whole number from 1 to 8.`)
})

test('a value that is not one of the choices is refused with the choices', () => {
  expect(() => choice('', ['any', 'own']).read('all', '--light')).toThrow('--light is "all", but must be one of any, own.')
})

test('several values may be separated by commas', () => {
  expect(texts('', 'QUEUE').read('gpu, default,', '--queue')).toEqual(['gpu', 'default'])
})

test('a name of several words becomes a flag with hyphens', () => {
  expect(['port', 'maxBody', 'noAgent'].map(flagOf)).toEqual(['--port', '--max-body', '--no-agent'])
})
