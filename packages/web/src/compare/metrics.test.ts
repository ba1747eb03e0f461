import { expect, test } from 'vitest'
import { metricRowsOf } from './metrics.ts'

test('last metrics stand beside each other, first what moved farthest', () => {
  const task = (id: string, acc: number, loss?: number) => ({
    id,
    last_metrics: {
      a: { v: { metric: 'acc', variant: 'val', value: acc } },
      ...(loss === undefined ? {} : { l: { l: { metric: 'loss', variant: 'loss', value: loss } } }),
    },
  })
  expect(metricRowsOf([task('x', 0.8, 1), task('y', 1), task('z', 0.9, 4)])).toEqual([
    { path: 'last_metrics.l.l.value', name: 'loss', values: [1, undefined, 4], moved: 0.75 },
    { path: 'last_metrics.a.v.value', name: 'acc val', values: [0.8, 1, 0.9], moved: expect.closeTo(0.2) },
  ])
  expect(metricRowsOf([{ id: 'x' }])).toEqual([])
})
