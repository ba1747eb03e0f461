import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeScale } from './time-scale.ts'

test('without folds the moments of a view are spread evenly; what is outside is at an edge', () => {
  const { percent, moment } = timeScale({ from: 100, to: 200 })
  expect([50, 100, 150, 200, 300].map(percent)).toEqual([0, 0, 50, 100, 100])
  expect([0, 50, 100].map(moment)).toEqual([100, 150, 200])
})

test('a fold has the same small width, however long it is', () => {
  for (const to of [60, 90]) {
    const { percent, pieces } = timeScale({ from: 0, to: 100 }, [{ from: 50, to }])
    expect(percent(to) - percent(50)).toBeCloseTo(7)
    expect(pieces.map(({ isFold }) => isFold)).toEqual([false, true, false])
  }
})

test('later moments are further to the right, and a place leads back to its moment, with any folds', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 9999 }), { minLength: 2, maxLength: 24 })
  fc.assert(
    fc.property(cuts, fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2 }), (given, moments) => {
      const sorted = given.toSorted((a, b) => a - b)
      const folds = Array.from({ length: sorted.length >> 1 }, (_, index) => ({
        from: sorted[2 * index] ?? 0,
        to: sorted[2 * index + 1] ?? 0,
      }))
      const { percent, moment } = timeScale({ from: 0, to: 10_000 }, folds)
      const places = moments.toSorted((a, b) => a - b).map(percent)
      for (const [at, place] of places.entries()) expect(place).toBeGreaterThanOrEqual(places[at - 1] ?? 0)
      for (const at of moments) expect(moment(percent(at))).toBeCloseTo(at, 3)
    }),
  )
})
