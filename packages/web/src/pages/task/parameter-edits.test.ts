import type { Param } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesOf, idOf, listOf, noEdits } from './parameter-edits.ts'
import type { Parameters } from './parameter-rows.ts'

const section = fc.constantFrom('Args', 'Args/x', 'General')
const name = fc.constantFrom('lr', 'x/lr', 'constructor', '__proto__')
const value = fc.constantFrom('', '1', '2')
const param = fc.record({ section, name, value })
const params = fc.uniqueArray(param, { selector: idOf })
const grouped = (all: readonly Param[]): Parameters => {
  const found = new Map<string, Map<string, Param>>()
  for (const one of all) found.set(one.section, (found.get(one.section) ?? new Map<string, Param>()).set(one.name, one))
  return Object.fromEntries([...found].map(([key, ofSection]) => [key, Object.fromEntries(ofSection)])) as Parameters
}
const texts = (all: readonly Param[]) => new Map(all.map((one) => [idOf(one), one.value]))

test('writing the changes gives what was typed', () => {
  fc.assert(
    fc.property(params, params, (before, after) => {
      const stored = grouped(before.map((one) => ({ ...one, type: 'float' })))
      const [had, wanted] = [texts(before), texts(after)]
      const { edited, deleted, fault } = changesOf(stored, {
        values: Object.fromEntries(after.filter((one) => had.has(idOf(one))).map((one) => [idOf(one), one.value])),
        removed: before.filter((one) => !wanted.has(idOf(one))).map(idOf),
        added: after.filter((one) => !had.has(idOf(one))),
      })
      expect(fault).toBeUndefined()
      const written = texts(listOf(stored))
      for (const one of edited) written.set(idOf(one), String(one.value))
      for (const one of deleted) expect(written.delete(idOf(one))).toBe(true)
      expect(written).toEqual(wanted)
      // Nothing is written that is there already, and a type stays.
      for (const one of edited) {
        expect(had.get(idOf(one))).not.toBe(one.value)
        expect(one.type).toBe(had.has(idOf(one)) ? 'float' : undefined)
      }
    }),
  )
})

test('what cannot be saved is said', () => {
  const stored = grouped([{ section: 'Args', name: 'lr', value: '1' }])
  const faultOf = (...added: { section: string; name: string; value: string }[]) => changesOf(stored, { ...noEdits, added }).fault
  expect(faultOf({ section: 'Args', name: ' lr ', value: '2' })).toBe('There is a parameter Args/lr already.')
  expect(faultOf({ section: '', name: 'x', value: '2' })).toBe('The new parameter x has no section.')
  expect(faultOf({ section: 'Args', name: '', value: '2' })).toBe('A new parameter has no name.')
  expect(faultOf({ section: ' ', name: '', value: '' })).toBeUndefined()
  const edits = { values: {}, removed: [idOf({ section: 'Args', name: 'lr' })], added: [{ section: 'Args', name: 'lr', value: '3' }] }
  expect(changesOf(stored, edits)).toEqual({ edited: [{ section: 'Args', name: 'lr', value: '3' }], deleted: [] })
})
