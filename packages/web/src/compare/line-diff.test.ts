import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLines, diffLines, type DiffLine } from './line-diff.ts'

function differingLines(lines: readonly DiffLine[]): number {
  const { removed, added } = countLines(lines)
  return removed + added
}

const shown = (left: string, right: string): string =>
  diffLines([...left], [...right])
    .map((line) => (line.left === undefined ? `+${line.text}` : line.right === undefined ? `-${line.text}` : line.text))
    .join('')

test('the fewest lines differ', () => {
  expect(shown('abc', 'abc')).toBe('abc')
  expect(shown('abc', 'axc')).toBe('a-b+xc')
  expect(shown('', 'ab')).toBe('+a+b')
  expect(shown('ab', '')).toBe('-a-b')
  expect(differingLines(diffLines([...'abcabba'], [...'cbabac']))).toBe(5)
})

test('both texts can be read from their difference, and it is as short as the longest common part allows', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 })
  fc.assert(
    fc.property(text, text, (left, right) => {
      const lines = diffLines(left, right)
      expect(lines.filter((line) => line.left !== undefined).map((line) => line.text)).toEqual(left)
      expect(lines.filter((line) => line.right !== undefined).map((line) => line.text)).toEqual(right)
      expect(lines.flatMap((line) => line.left ?? [])).toEqual(left.map((_, index) => index + 1))
      expect(lines.flatMap((line) => line.right ?? [])).toEqual(right.map((_, index) => index + 1))
      expect(differingLines(lines)).toBe(left.length + right.length - 2 * common(left, right))
    }),
  )
})

test('texts that have nothing in common are compared at once', () => {
  const many = (letter: string): string[] => Array.from({ length: 20_000 }, (_, index) => `${letter}${index}`)
  expect(differingLines(diffLines(many('a'), many('b')))).toBe(40_000)
})

/** The length of the longest common part of two texts, by the table of all beginnings. */
function common(left: readonly string[], right: readonly string[]): number {
  let row = Array.from({ length: right.length + 1 }, () => 0)
  for (const one of left)
    row = right.reduce<number[]>(
      (next, other, at) => [...next, one === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0)],
      [0],
    )
  return row.at(-1) ?? 0
}
