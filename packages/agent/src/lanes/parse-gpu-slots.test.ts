import { expect, test } from 'vitest'
import { parseGpuSlots } from './parse-gpu-slots.ts'

const present = [
  { index: '0', uuid: 'GPU-aa' },
  { index: '1', uuid: 'GPU-bb' },
]

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
