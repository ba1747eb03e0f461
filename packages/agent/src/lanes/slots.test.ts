import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Slot, Slots } from './slots.ts'

const three: readonly Slot[] = [0, 1, 2].map((slot) => ({ slot, gpus: [] }))
const numbers = (slots: readonly Slot[]): readonly number[] => slots.map(({ slot }) => slot)

test('a slot is offered by one poll at a time, and again after that poll has ended', () => {
  const slots = new Slots(three)
  const offered = slots.offer()
  expect(numbers(offered)).toEqual([0, 1, 2])
  expect(slots.offer()).toEqual([])
  slots.withdraw(offered)
  expect(slots.take(1, 'a')).toBe(true)
  expect(numbers(slots.idle)).toEqual([0, 2])
})

test('a slot of an adopted attempt is busy until that attempt ends, even a slot that the agent does not have', () => {
  const slots = new Slots(three)
  slots.adopt(2, 'old')
  slots.adopt(7, 'older')
  expect(slots.take(2, 'new')).toBe(false)
  slots.free(2, 'somebody else')
  expect(numbers(slots.idle)).toEqual([0, 1])
  slots.free(2, 'old')
  slots.free(7, 'older')
  expect(numbers(slots.idle)).toEqual([0, 1, 2])
  expect(slots.take(7, 'new')).toBe(false)
})

test('closed slots are not offered and admit no attempt', () => {
  const slots = new Slots(three)
  slots.close()
  expect(slots.offer()).toEqual([])
  expect(slots.take(0, 'a')).toBe(false)
})

test('in any order of calls no slot is held or offered twice', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('offer' as const) }),
    fc.record({ do: fc.constant('withdraw' as const), poll: fc.nat(5) }),
    fc.record({ do: fc.constant('take' as const), slot: fc.nat(3) }),
    fc.record({ do: fc.constant('free' as const), slot: fc.nat(3) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const slots = new Slots(three)
      const polls: (readonly Slot[])[] = []
      const holders = new Map<number, string>()
      for (const [index, one] of steps.entries()) {
        if (one.do === 'offer') polls.push(slots.offer())
        else if (one.do === 'withdraw') slots.withdraw(polls.splice(one.poll, 1).flat())
        else if (one.do === 'take') {
          const taken = slots.take(one.slot, String(index))
          expect(taken).toBe(one.slot < 3 && !holders.has(one.slot))
          if (taken) holders.set(one.slot, String(index))
        } else {
          slots.free(one.slot, holders.get(one.slot) ?? 'nobody')
          holders.delete(one.slot)
        }
        const offered = numbers(polls.flat())
        expect(new Set(offered).size).toBe(offered.length)
        expect(numbers(slots.idle).filter((slot) => offered.includes(slot) || holders.has(slot))).toEqual([])
      }
    }),
  )
})
