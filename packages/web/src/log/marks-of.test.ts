import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marksOf } from './marks-of.ts'

test('marks lie where their lines are, and are few however many lines there are', () => {
  expect(marksOf([0, 1, 50_000], 100_000, 'hit')).toEqual([
    { kind: 'hit', top: 0 },
    { kind: 'hit', top: 50 },
  ])
  fc.assert(
    fc.property(fc.array(fc.nat(9999)), (lines) => {
      const marks = marksOf(lines, 10_000, 'error')
      expect(marks.length).toBeLessThanOrEqual(200)
      for (const { top } of marks) expect(top >= 0 && top < 100).toBe(true)
      for (const line of lines) expect(marks.some(({ top }) => Math.abs(top - line / 100) <= 0.5)).toBe(true)
    }),
  )
})
