import { expect, test } from 'vitest'
import { machineCharts } from './machine-charts.ts'

test('a machine has a chart for each kind of figure that it reported, in the unit of the title, with a curve for each device', () => {
  const dates = [0, 60]
  const reported = [
    { metric: 'cpu_usage', dates, values: [10, 20] },
    { metric: 'gpu_usage', variant: '0', dates, values: [30, 40] },
    { metric: 'gpu_usage', variant: '1', dates, values: [50, 60] },
    { metric: 'memory_used', dates, values: [1024, 2048] },
    { metric: 'network_rx', dates: [], values: [] },
  ]
  expect(machineCharts(reported, { from: -1, to: 61, gap: 100 })).toEqual([
    {
      title: 'Load, %',
      top: 100,
      curves: [
        { name: 'CPU', x: [-1, ...dates, 61], y: [null, 10, 20, null] },
        { name: 'GPU 0', x: [-1, ...dates, 61], y: [null, 30, 40, null] },
        { name: 'GPU 1', x: [-1, ...dates, 61], y: [null, 50, 60, null] },
      ],
    },
    { title: 'Memory, GB', top: 1, curves: [{ name: 'used', x: [-1, ...dates, 61], y: [null, 1, 2, null] }] },
  ])
})
