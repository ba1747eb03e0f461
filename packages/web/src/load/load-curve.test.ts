import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyStep, loadCurve } from './load-curve.ts'

test('a curve has all figures, in the order of time, and an interruption where nothing was reported', () => {
  const span = { from: -10, to: 200, gap: 30 }
  expect(loadCurve('CPU', { dates: [0, 10, 100], values: [1, 2, 3] }, span)).toEqual({
    name: 'CPU',
    x: [-10, 0, 10, 55, 100, 200],
    y: [null, 1, 2, null, 3, null],
  })
  const figures = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer()), { maxLength: 40 })
  fc.assert(
    fc.property(figures, fc.integer({ min: 1, max: 500 }), (steps, gap) => {
      let at = 0
      const dates = steps.map(([by]) => (at += by))
      const values = steps.map(([, value]) => value)
      const { x, y } = loadCurve('any', { dates, values }, { from: 0, to: at + 1, gap })
      expect(x).toEqual(x.toSorted((one, other) => one - other))
      expect(y.filter((value) => value !== null)).toEqual(values)
      const gaps = dates.filter((date, index) => date - (dates[index - 1] ?? date) > gap)
      expect(y.filter((value) => value === null)).toHaveLength(gaps.length + 2)
    }),
  )
})

test('a step without a figure is 0', () => {
  const figures = { dates: [120, 240], values: [3, 1] }
  expect(everyStep(figures, { from: 50, to: 290, interval: 60 })).toEqual({ dates: [60, 120, 180, 240], values: [0, 3, 0, 1] })
  expect(everyStep({ dates: [], values: [] }, { from: 0, to: 0, interval: 60 })).toEqual({ dates: [], values: [] })
})
