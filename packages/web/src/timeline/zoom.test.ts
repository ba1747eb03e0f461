import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moved, parseTime, pinched, timeOf, viewIn, zoomed } from './zoom.ts'

const whole = { from: 1_000_000, to: 1_100_000 }

test('an address names a part of a run in seconds, and nothing for the whole of it', () => {
  const view = { from: 1_012_500, to: 1_080_000 }
  expect(timeOf(whole, view)).toBe('12.5-80')
  expect(viewIn(whole, parseTime('12.5-80'))).toEqual(view)
  expect(timeOf(whole, whole)).toBeUndefined()
  expect(viewIn(whole, undefined)).toEqual(whole)
})

test('an address that names no part of the run shows the whole of it', () => {
  for (const given of ['', '5', '80-12.5', '3-3', '-1-5', '1e3-2e3', 'a-b', 7, null, `${'9'.repeat(30)}-1`])
    expect(parseTime(given)).toBeUndefined()
  expect(viewIn(whole, '200-300')).toEqual(whole)
  expect(viewIn(whole, '50-300')).toEqual({ from: 1_050_000, to: 1_100_000 })
})

test('a zoom leaves a moment where it is, and ends at the whole run or at a fifth of a second', () => {
  expect(zoomed(whole, whole, { factor: 0.5, around: 1_050_000 })).toEqual({ from: 1_025_000, to: 1_075_000 })
  expect(zoomed(whole, { from: 1_000_000, to: 1_050_000 }, { factor: 2, around: 1_050_000 })).toEqual(whole)
  expect(zoomed(whole, whole, { factor: 3, around: 0 })).toEqual(whole)
  const { from, to } = zoomed(whole, { from: 1_050_000, to: 1_050_300 }, { factor: 0.1, around: 1_050_150 })
  expect([from, to]).toEqual([1_050_050, 1_050_250])
})

test('a view moves no further than to an end of the run', () => {
  const view = { from: 1_010_000, to: 1_050_000 }
  expect(moved(whole, view, 0.5)).toEqual({ from: 1_030_000, to: 1_070_000 })
  expect(moved(whole, view, 5)).toEqual({ from: 1_060_000, to: 1_100_000 })
  expect(moved(whole, view, -1)).toEqual({ from: 1_000_000, to: 1_040_000 })
})

test('two fingers zoom around what is between them, and move it along', () => {
  const view = { from: 1_020_000, to: 1_060_000 }
  expect(pinched(whole, view, { factor: 0.5, around: 1_040_000, place: 50 })).toEqual({ from: 1_030_000, to: 1_050_000 })
  expect(pinched(whole, view, { factor: 1, around: 1_040_000, place: 75 })).toEqual({ from: 1_010_000, to: 1_050_000 })
  expect(pinched(whole, view, { factor: 100, around: 1_040_000, place: 50 })).toEqual(whole)
})

test('what two fingers show is a part of the run, and has the length they give it as far as it can', () => {
  const place = fc.double({ min: 0, max: 100, noNaN: true })
  const moment = fc.integer({ min: whole.from, max: whole.to })
  fc.assert(
    fc.property(moment, moment, fc.double({ min: 0.001, max: 1000, noNaN: true }), place, (one, other, factor, at) => {
      const view = { from: Math.min(one, other), to: Math.max(one, other) + 1 }
      const around = view.from + ((view.to - view.from) * at) / 100
      const { from, to } = pinched(whole, view, { factor, around, place: at })
      expect(from).toBeGreaterThanOrEqual(whole.from)
      expect(to).toBeLessThanOrEqual(whole.to + 0.001)
      expect(to - from).toBeCloseTo(Math.min(100_000, Math.max(200, (view.to - view.from) * factor)), 3)
    }),
  )
})
