import { expect, test } from 'vitest'
import { gpuLoads, gpuText } from './gpu-loads.ts'

const figure = (variant: string, ...values: number[]) => {
  const dates = values.map((_, index) => index)
  return { metric: 'gpu_usage', variant, dates, stats: [{ aggregation: 'avg' as const, dates, values }] }
}
const loads = gpuLoads([
  { worker: 'gpu-1', metrics: [figure('0', 5, 80.6), figure('1', 3), figure('all', 9)] },
  { worker: 'vm:gpu1', metrics: [figure('0', 17)] },
  { worker: 'vm:all', metrics: [figure('0', 1), figure('1', 2)] },
])

test('a slot has the latest load of its own GPUs, with their places on the machine', () => {
  const slot = (gpuPlaces: number[]) => ({ id: 'gpu-1:0', agent: 'gpu-1', lane: 'step' as const, resources: { gpuPlaces } })
  expect(gpuText(slot([0]), loads)).toBe('GPU 0 81 %')
  expect(gpuText(slot([1, 0]), loads)).toBe('GPU 1 3 %, GPU 0 81 %')
  expect(gpuText(slot([2]), loads)).toBe('')
  expect(gpuText({ id: 'gpu-1:light', agent: 'gpu-1', lane: 'light' }, loads)).toBe('')
  expect(gpuText({ id: 'cpu:0', agent: 'cpu', resources: { gpuPlaces: [0] } }, loads)).toBe('')
})

test('a published agent has those that it reports, which it numbers anew', () => {
  expect(gpuText({ id: 'vm:gpu1', agent: 'vm:gpu1' }, loads)).toBe('GPU 17 %')
  expect(gpuText({ id: 'vm:all', agent: 'vm:all' }, loads)).toBe('GPUs 1 %, 2 %')
})
