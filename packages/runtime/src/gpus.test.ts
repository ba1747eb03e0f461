import { expect, test } from 'vitest'
import { parseGpus } from './gpus.ts'

test('the tool’s lines are read, without the figures that a device does not report', () => {
  const csv = '0, GPU-aa, NVIDIA A100-SXM4-80GB, 81920, 1024, 37, 45\n1, GPU-bb, Tesla T4, 15360, 0, [N/A], [Not Supported]\n'
  expect(parseGpus(csv)).toEqual([
    { index: '0', uuid: 'GPU-aa', name: 'NVIDIA A100-SXM4-80GB', memoryTotal: 81920, memoryUsed: 1024, usage: 37, temperature: 45 },
    { index: '1', uuid: 'GPU-bb', name: 'Tesla T4', memoryTotal: 15360, memoryUsed: 0, usage: undefined, temperature: undefined },
  ])
  expect(parseGpus('')).toEqual([])
})
