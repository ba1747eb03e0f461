import { expect, test } from 'vitest'
import { chartsOf } from './curves.ts'

test('each metric is a chart, with a curve for each task in the task’s look', () => {
  const scalars = [
    { task: 'a', metric: 'acc', variant: 'val', iter: [1, 2], timestamp: [1000, 3000], value: [2, 3] },
    { task: 'b', metric: 'acc', variant: 'val', iter: [1, 5], timestamp: [6000, 5000], value: [1, 'NaN'] },
    { task: 'b', metric: 'loss', variant: 'loss', iter: [1], timestamp: [1], value: [0] },
  ]
  const tasks = [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ]
  expect(chartsOf(scalars, { tasks, x: 'iteration', weight: 0 })).toEqual([
    {
      title: 'acc val',
      curves: [
        { name: 'A', look: 0, x: [1, 2], y: [2, 3] },
        { name: 'B', look: 1, x: [1, 5], y: [1, null] },
      ],
    },
    { title: 'loss', curves: [{ name: 'B', look: 1, x: [1], y: [0] }] },
  ])
  expect(chartsOf(scalars, { tasks, x: 'relative', weight: 0 })[0]?.curves.map(({ x, y }) => [x, y])).toEqual([
    [
      [0, 2],
      [2, 3],
    ],
    [
      [0, 1],
      [null, 1],
    ],
  ])
  expect(chartsOf(scalars, { tasks, x: 'time', weight: 0 })[0]?.curves[0]?.x).toEqual([1, 3])
})
