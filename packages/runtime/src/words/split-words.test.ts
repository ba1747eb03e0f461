import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitWords } from './split-words.ts'

test('words, quotes and backslashes are those of a shell', () => {
  expect(splitWords(`run.py --a "b c" d\\ e 'f "g"' "h\\"i" ''`)).toEqual(['run.py', '--a', 'b c', 'd e', 'f "g"', 'h"i', ''])
  expect(splitWords(' \t\n')).toEqual([])
  expect(splitWords('"$HOME" a"b"c')).toEqual(['$HOME', 'abc'])
  expect(() => splitWords("it's")).toThrow('quote is not closed')
})

test('any quoted words are read back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      expect(splitWords(words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' '))).toEqual(words)
    }),
  )
})
