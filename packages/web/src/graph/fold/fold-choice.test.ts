import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isGroupFolded, keysIn, withFolded } from './fold-choice.ts'

const key = fc.constantFrom('a', 'b', 'stage:a')
const group = fc.record({
  key,
  kind: fc.constantFrom('map', 'stage'),
  label: fc.constant(''),
  members: fc.nat(20).map((length) => Array.from({ length }, (_, index) => index)),
})
const keys = fc.option(fc.uniqueArray(key, { minLength: 1 }), { nil: undefined })

test('a group is folded as it was chosen, others as before, and the address has only what differs', () => {
  fc.assert(
    fc.property(fc.record({ open: keys, folded: keys }), group, group, fc.boolean(), fc.nat(300), (choice, one, other, isFolded, steps) => {
      const next = withFolded(choice, one, { isFolded, steps })
      expect(isGroupFolded(next, one, steps)).toBe(isFolded)
      if (other.key !== one.key) expect(isGroupFolded(next, other, steps)).toBe(isGroupFolded(choice, other, steps))
      const named = [...(next.open ?? []), ...(next.folded ?? [])].includes(one.key)
      expect(named).toBe(isGroupFolded({}, one, steps) !== isFolded)
      expect([next.open?.length, next.folded?.length]).not.toContain(0)
    }),
  )
})

test('an address may hold anything', () => {
  expect([undefined, 'a', [], [1], ['a', 1]].map(keysIn)).toEqual([undefined, undefined, undefined, undefined, ['a']])
})
