import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCsv } from './csv.ts'

test('rows are read with their quotes, and a text that was cut as far as it goes', () => {
  expect(parseCsv('a,b\r\n1,"x ""y"", z"\n', ',', 10)).toEqual([
    ['a', 'b'],
    ['1', 'x "y", z'],
  ])
  expect(parseCsv('a\tb\n1\t', '\t', 10)).toEqual([
    ['a', 'b'],
    ['1', ''],
  ])
  expect(parseCsv('a\nb\nc', ',', 2)).toEqual([['a'], ['b']])
  expect(parseCsv('a,"cut', ',', 2)).toEqual([['a', 'cut']])
  expect(parseCsv('', ',', 2)).toEqual([])
})

test('what is written as a table is read again', () => {
  const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ') })
  const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(table, (rows) => {
      const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n')
      expect(parseCsv(text, ',', 100)).toEqual(rows)
    }),
  )
})

test('no text hangs it', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r') }), (text) => void parseCsv(text, ',', 1000)))
})
