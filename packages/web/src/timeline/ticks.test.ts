import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ticksOf } from './ticks.ts'
import { timeScale } from './time-scale.ts'

test('a timeline of any length has a few marks, in their order, none of them in a fold or at its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 10 ** 12 }), fc.boolean(), (length, isFolded) => {
      // A fold has a minute or more.
      const end = isFolded ? length + 360_000 : length
      const fold = { from: Math.floor(end / 3), to: Math.floor(end / 2) }
      const ticks = ticksOf(timeScale({ from: 0, to: end }, isFolded ? [fold] : []), 0)
      expect(ticks.length).toBeGreaterThan(1)
      expect(ticks.length).toBeLessThanOrEqual(14)
      const lefts = ticks.map(({ left }) => left)
      expect(lefts).toEqual(lefts.toSorted((a, b) => a - b))
      expect(lefts[0]).toBe(0)
      expect(lefts.at(-1)).toBeLessThanOrEqual(94)
    }),
  )
})

test('marks say the time since the run began, so finely that near ones differ', () => {
  const labels = (from: number, to: number) => ticksOf(timeScale({ from: 1000 + from, to: 1000 + to }), 1000).map(({ label }) => label)
  expect(labels(0, 6000)).toEqual(['0.0 s', '1.0 s', '2.0 s', '3.0 s', '4.0 s', '5.0 s'])
  expect(labels(200_000, 201_200)).toEqual(['3:20.0', '3:20.2', '3:20.4', '3:20.6', '3:20.8', '3:21.0'])
})
