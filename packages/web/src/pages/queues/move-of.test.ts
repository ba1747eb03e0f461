import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moveOf } from './move-of.ts'

test('an entry lands where it was dropped, and what stays makes no call', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(19), fc.integer({ min: -3, max: 25 }), (entries, at, to) => {
      const from = at % entries
      const queue = Array.from({ length: entries }, (_, index) => index)
      const move = moveOf(from, to, entries)
      const target = Math.max(0, Math.min(entries - 1, to))
      if (move === undefined) {
        expect(target).toBe(from)
        return
      }
      const place = {
        move_task_to_front: 0,
        move_task_to_back: entries - 1,
        move_task_forward: from - ('count' in move ? move.count : 0),
        move_task_backward: from + ('count' in move ? move.count : 0),
      }[move.action]
      queue.splice(place, 0, ...queue.splice(from, 1))
      expect(queue[target]).toBe(from)
    }),
  )
})
