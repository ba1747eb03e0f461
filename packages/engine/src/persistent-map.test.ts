import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyMap, entriesOf, getEntry, setEntries } from './persistent-map.ts'
import type { PersistentMap } from './persistent-map.ts'

const names = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', '1', ''),
  fc.nat(300).map((n) => `step ${n}`),
)

test('it holds what a Map holds, also written as JSON and read back, and older versions are unchanged', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.tuple(names, fc.nat()), { maxLength: 60 }), { maxLength: 10 }), (batches) => {
      const model = new Map<string, number>()
      let map = emptyMap<number>()
      for (const batch of batches) {
        const before = JSON.stringify(map)
        const next = setEntries(map, batch)
        expect(JSON.stringify(map)).toBe(before)
        for (const [name, value] of batch) model.set(name, value)
        map = JSON.parse(JSON.stringify(next)) as PersistentMap<number>
        expect(new Map(entriesOf(map))).toEqual(model)
        for (const [name, value] of model) expect(getEntry(map, name)).toBe(value)
        expect(getEntry(map, 'never set')).toBeUndefined()
      }
    }),
  )
})
