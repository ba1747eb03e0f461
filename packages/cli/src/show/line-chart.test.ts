import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineChart } from './line-chart.ts'

const draw = (y: readonly number[], width = 30, height = 4): string[] =>
  lineChart([{ x: y.map((_, index) => index), y }], { width, height }, (text) => text)

test('a curve goes from its first point to its last, between the least and the largest value', () => {
  expect(`\n${draw([1, 0.5, 0.25, 0.125, 0.0625, 0.03]).join('\n')}\n`).toMatchInlineSnapshot(`
    "
       1 │⠑⢄
         │  ⠉⠢⡀
         │    ⠈⠑⠢⠤⣀
    0.03 │         ⠉⠉⠒⠒⠤⠤⠤⠤⠤⠤⠤⠤⢄⣀⣀
          0                      5
    "
  `)
})

test('a constant and a single point are drawn too, and no points make no chart', () => {
  expect(draw([2, 2, 2])[0]).toMatch(/^2 │/)
  expect(draw([3]).length).toBe(5)
  expect(draw([])).toEqual([])
  expect(draw([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([])
})

test('the largest numbers of both signs are drawn', () => {
  const lines = draw([1.8960482940579838e293, -Number.MAX_VALUE, Number.MAX_VALUE, 0], 40, 6)
  expect(lines.slice(0, 6).every((line) => /[\u2801-\u28ff]/.test(line))).toBe(true)
})

test('whatever the values are, each line is as wide as was asked for at most, and every finite value is within', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 40 }), fc.integer({ min: 40, max: 100 }), (values, width) => {
      const lines = draw(values, width, 6)
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      if (values.some(Number.isFinite)) expect(lines.slice(0, 6).some((line) => /[\u2801-\u28ff]/.test(line))).toBe(true)
    }),
  )
})
