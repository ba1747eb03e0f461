import { expect, test } from 'vitest'
import { chartsOf } from './curves.ts'

test('each metric is a chart, with a curve for each task in the task’s look', () => {
  const scalars = {
    acc: { val: { b: { x: [5000, 6000], y: [1, 'NaN'] }, a: { x: [1000, 3000], y: [2, 3] } } },
    loss: { loss: { b: { x: [1], y: [0] } } },
  }
  const tasks = [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ]
  expect(chartsOf(scalars, { tasks, x: 'iteration', weight: 0 })).toEqual([
    {
      title: 'acc val',
      curves: [
        { name: 'A', look: 0, x: [1000, 3000], y: [2, 3] },
        { name: 'B', look: 1, x: [5000, 6000], y: [1, null] },
      ],
    },
    { title: 'loss', curves: [{ name: 'B', look: 1, x: [1], y: [0] }] },
  ])
  expect(chartsOf(scalars, { tasks, x: 'relative', weight: 0 })[0]?.curves.map((curve) => curve.x)).toEqual([
    [0, 2],
    [0, 1],
  ])
  expect(chartsOf(scalars, { tasks, x: 'time', weight: 0 })[0]?.curves[0]?.x).toEqual([1, 3])
})
