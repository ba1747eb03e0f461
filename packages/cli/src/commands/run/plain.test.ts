import { expect, test } from 'vitest'
import { plainLook } from '../../look.ts'
import { plain } from './plain.ts'
import { showResult } from './show-result.ts'

test('a result of every kind that steps carry is printed as JSON', () => {
  const result = {
    big: 2n ** 64n,
    date: new Date(0),
    numbers: [Number.NaN, -Infinity, 1.5],
    array: new Float32Array(3),
    bytes: Buffer.from('hello'),
    text: 'two\nlines \u001b[31m\u202e',
    nothing: undefined,
  }
  const printed = showResult(plain(result), plainLook(0))
  expect(printed).not.toMatch(/[\u001b\u202e]/)
  expect(JSON.parse(printed.replace('result\n', ''))).toEqual({
    big: '18446744073709551616',
    date: '1970-01-01T00:00:00.000Z',
    numbers: ['NaN', '-Infinity', 1.5],
    array: 'Float32Array(3)',
    bytes: 'Buffer(5)',
    text: 'two\nlines \u001b[31m\u202e',
  })
})
