import { expect, test } from 'vitest'
import { parseGpuSlots, parseGpus } from './gpus.ts'

const present = [
  { index: '0', uuid: 'GPU-aa' },
  { index: '1', uuid: 'GPU-bb' },
]

test('the tool’s lines are read, without the figures that a device does not report', () => {
  const csv = '0, GPU-aa, NVIDIA A100-SXM4-80GB, 81920, 1024, 37, 45\n1, GPU-bb, Tesla T4, 15360, 0, [N/A], [Not Supported]\n'
  expect(parseGpus(csv)).toEqual([
    { index: '0', uuid: 'GPU-aa', name: 'NVIDIA A100-SXM4-80GB', memoryTotal: 81920, memoryUsed: 1024, usage: 37, temperature: 45 },
    { index: '1', uuid: 'GPU-bb', name: 'Tesla T4', memoryTotal: 15360, memoryUsed: 0, usage: undefined, temperature: undefined },
  ])
  expect(parseGpus('')).toEqual([])
})

test('slots are separated by semicolons, their GPUs by commas', () => {
  expect(parseGpuSlots('0,1;2', [])).toEqual([['0', '1'], ['2']])
  expect(parseGpuSlots('0; none ;GPU-bb', present)).toEqual([['0'], [], ['GPU-bb']])
  expect(parseGpuSlots('all', present)).toEqual([['0'], ['1']])
  expect(parseGpuSlots('all', [])).toEqual([])
  expect(parseGpuSlots('none', present)).toEqual([[]])
})

test('a GPU in two slots is refused, also under its other name, and so is anything but a GPU', () => {
  expect(() => parseGpuSlots('0;0', [])).toThrow('appears twice')
  expect(() => parseGpuSlots('1;GPU-bb', present)).toThrow('appears twice')
  expect(() => parseGpuSlots('0-3', [])).toThrow('is no GPU')
  expect(() => parseGpuSlots('0,', [])).toThrow('is no GPU')
})
