import { expect, test } from 'vitest'
import { idleFolds } from './idle-folds.ts'

const minute = 60_000
const minutes = (...spans: readonly (readonly [from: number, to: number])[]) =>
  spans.map(([from, to]) => ({ from: from * minute, to: to * minute }))
const [whole = { from: 0, to: 0 }] = minutes([0, 100])
const work = minutes([50, 52], [2, 4], [3, 5], [96, 98])

test('what is idle for longer than all the work takes is folded, between work and before it', () => {
  expect(idleFolds(work, whole)).toEqual(minutes([5, 50], [52, 96]))
  expect(idleFolds(minutes([60, 70]), whole)).toEqual(minutes([0, 60]))
})

test('what is idle for less, or has not ended, is drawn as it is', () => {
  expect(idleFolds(minutes([0, 40], [60, 80]), whole)).toEqual([])
  expect(idleFolds(minutes([0, 4]), whole)).toEqual([])
  // Less than a minute.
  expect(
    idleFolds(
      [
        { from: 0, to: 10 },
        { from: 30_000, to: 30_010 },
      ],
      whole,
    ),
  ).toEqual([])
})

test('a view has folds by what works in it; one in which nothing does has none', () => {
  expect(idleFolds(work, { from: 4 * minute, to: 51 * minute })).toEqual(minutes([5, 50]))
  expect(idleFolds(work, { from: 4 * minute, to: 20 * minute })).toEqual(minutes([5, 20]))
  expect(idleFolds(work, { from: 6 * minute, to: 49 * minute })).toEqual([])
  expect(idleFolds(minutes([0, 30]), { from: 10 * minute, to: 20 * minute })).toEqual([])
})

test('work that goes on beyond a view counts as long as it is in it', () => {
  const view = { from: 0, to: 30 * minute }
  expect(idleFolds(minutes([20, 500], [600, 700]), view)).toEqual(minutes([0, 20]))
  expect(idleFolds(minutes([20, 500], [30, 40]), view)).toEqual(minutes([0, 20]))
})
