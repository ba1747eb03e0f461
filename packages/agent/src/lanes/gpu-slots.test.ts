import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Gpu } from '@clearway/runtime/gpus'
import { makeSlots } from './gpu-slots.ts'

const machine = (count: number): readonly Gpu[] =>
  Array.from({ length: count }, (_, index) => ({
    index: String(index),
    uuid: `GPU-${index}`,
    name: 'x',
    memoryTotal: 1000 * (index + 1),
    memoryUsed: 0,
    usage: 0,
    temperature: 30,
  }))
const base = { slots: undefined, gpus: undefined, cpuOnly: false, present: machine(4), visible: undefined }

test('one slot has all GPUs, several slots share them evenly', () => {
  expect(makeSlots(base)).toEqual([{ slot: 0, gpus: ['0', '1', '2', '3'], gpuMemory: 1000, gpuPlaces: [0, 1, 2, 3] }])
  expect(makeSlots({ ...base, slots: 2 })).toEqual([
    { slot: 0, gpus: ['0', '1'], gpuMemory: 1000, gpuPlaces: [0, 1] },
    { slot: 1, gpus: ['2', '3'], gpuMemory: 3000, gpuPlaces: [2, 3] },
  ])
})

test('the GPUs that an option lists are taken, with one slot for each of its groups', () => {
  const given = makeSlots({ ...base, gpus: [['3'], [], ['GPU-1', '0', 'MIG-9']] })
  expect(given.map(({ gpus }) => gpus)).toEqual([['3'], [], ['GPU-1', '0', 'MIG-9']])
  expect(given.map(({ gpuPlaces }) => gpuPlaces)).toEqual([[3], [], [1, 0]])
  expect(() => makeSlots({ ...base, slots: 2, gpus: [['0']] })).toThrow('GPUs for 1 slots, but 2 slots')
})

test('an agent without GPUs gives none to its slots, and an agent that sees some of them shares only those', () => {
  expect(makeSlots({ ...base, cpuOnly: true, slots: 2 }).map(({ gpus }) => gpus)).toEqual([[], []])
  expect(() => makeSlots({ ...base, cpuOnly: true, gpus: [['0']] })).toThrow('use none')
  expect(makeSlots({ ...base, visible: '1,GPU-2' }).map(({ gpus }) => gpus)).toEqual([['1', '2']])
})

test('where no GPU can be listed, a task sees what the agent sees', () => {
  expect(makeSlots({ ...base, present: [] })).toEqual([{ slot: 0, gpus: undefined }])
})

test('each GPU belongs to exactly one slot, and no slot has two more than another', () => {
  fc.assert(
    fc.property(fc.nat(16), fc.integer({ min: 1, max: 16 }), (count, slots) => {
      const shares = makeSlots({ ...base, slots, present: machine(count) }).map(({ gpus }) => gpus ?? [])
      expect(shares.flat()).toEqual(machine(count).map(({ index }) => index))
      const sizes = shares.map(({ length }) => length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})
