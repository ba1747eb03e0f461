import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf, pathOf, valueAt } from './field-path.ts'

test('a path names its parts, whatever characters they hold', () => {
  expect(pathOf('hyperparams', 'Args', 'lr')).toBe('hyperparams.Args.lr')
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('.', '%', '$', '_', '2', 'E', 'a') }), { minLength: 1 }), (parts) => {
      expect(partsOf(pathOf(...parts))).toEqual(parts)
    }),
  )
})

test('a value is found at its path, and nothing where there is none', () => {
  const document = { a: { 'b.c': 1 } }
  expect(valueAt(document, pathOf('a', 'b.c'))).toBe(1)
  for (const path of ['a.b.c', 'a.toString', 'x', 'a.b%2Ec.d']) expect(valueAt(document, path)).toBeUndefined()
})
