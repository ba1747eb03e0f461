import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasRoom, LightLane } from './light.ts'

const giga = 1024 ** 3

test('the light lane admits tasks while there is memory for them and a reserve for the steps', async () => {
  const lane = await LightLane.open('any', async () => ({ available: 1.2 * giga, total: 16 * giga }))
  const admitted = Array.from({ length: 20 }, (_, index) => lane.admit(String(index)))
  // 1.2 GB less the reserve of 0.5 GB holds four of 150 MB, and they count before they show in the memory.
  expect(admitted.filter(Boolean)).toHaveLength(4)
  expect(lane.isFree).toBe(false)
  lane.leave('0')
  expect(lane.isFree).toBe(true)
})

test('the lane closes when measured memory becomes low, and opens when it is free again', async () => {
  let available = 8 * giga
  const lane = await LightLane.open('own', async () => ({ available, total: 16 * giga }))
  expect(lane.isFree).toBe(true)
  available = 0.1 * giga
  await lane.refresh()
  expect(lane.admit('a')).toBe(false)
  available = 8 * giga
  await lane.refresh()
  expect(lane.admit('a')).toBe(true)
})

test('a lane that is off or closed admits no task', async () => {
  const off = await LightLane.open('off', async () => ({ available: 8 * giga, total: 16 * giga }))
  expect(off.admit('a')).toBe(false)
  const closed = await LightLane.open('any', async () => ({ available: 8 * giga, total: 16 * giga }))
  closed.close()
  expect(closed.admit('a')).toBe(false)
})

test('this machine’s memory is measured', async () => {
  const lane = await LightLane.open('any')
  expect(lane.isFree).toBe(true)
})

test('more memory never closes the lane, and more young tasks never open it', () => {
  const memory = fc.record({ available: fc.nat(64 * giga), total: fc.integer({ min: giga, max: 64 * giga }), young: fc.nat(50) })
  fc.assert(
    fc.property(memory, fc.nat(giga), fc.nat(10), (state, more, others) => {
      if (hasRoom(state)) expect(hasRoom({ ...state, available: state.available + more })).toBe(true)
      else expect(hasRoom({ ...state, young: state.young + others })).toBe(false)
    }),
  )
})
