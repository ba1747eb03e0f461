import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sparkline } from './sparkline.ts'

const frame = { from: 0, to: 100, top: 100, width: 200, height: 20, gap: 30 }

test('figures become a line that is interrupted where nothing was reported', () => {
  const points = [
    { at: -5, value: 1 },
    { at: 0, value: 0 },
    { at: 20, value: 50 },
    { at: 90, value: 130 },
  ]
  expect(sparkline(points, frame)).toBe('M0 20L40 10M180 0')
  expect(sparkline([], frame)).toBe('')
})

test('no line leaves its frame', () => {
  const point = fc.record({ at: fc.integer({ min: -10, max: 110 }), value: fc.double() })
  fc.assert(
    fc.property(fc.array(point), (points) => {
      for (const [, x, y] of sparkline(points, frame).matchAll(/[ML]([\d.-]+) ([\d.-]+)/g))
        expect(Number(x) >= 0 && Number(x) <= 200 && Number(y) >= 0 && Number(y) <= 20).toBe(true)
    }),
  )
})
