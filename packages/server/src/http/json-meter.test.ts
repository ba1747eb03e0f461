import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ActionError } from '../errors.ts'
import { deepest, JsonMeter } from './json-meter.ts'

/** The code of the refusal of a text that arrives cut into pieces of so many bytes. */
function refusalOf(text: string, values: number, pieceLength = 7): string | undefined {
  const meter = new JsonMeter({ values })
  const bytes = Buffer.from(text)
  try {
    for (let at = 0; at < bytes.length; at += pieceLength) meter.add(bytes.subarray(at, at + pieceLength))
    return undefined
  } catch (error) {
    return error instanceof ActionError ? error.code : String(error)
  }
}

/** Values of a parsed JSON text, counted as the meter does: containers, and what each holds but for the first. */
function count(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value)
  return 1 + Math.max(0, inside.length - 1) + inside.reduce<number>((sum, one) => sum + count(one), 0)
}

test('the values of a JSON text are counted exactly, wherever it is cut and whatever its strings hold', () => {
  const hostile = fc.string({ unit: fc.constantFrom('"', '\\', ',', '[', '{', ']', '}', '\n', 'é', '🙂', 'u0022') })
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), hostile, fc.integer({ min: 1, max: 20 }), (value, text, pieceLength) => {
      const whole = { value, [text]: [text, 1, text] }
      const values = 1 + count(whole)
      const json = JSON.stringify(whole)
      expect(refusalOf(json, values, pieceLength)).toBeUndefined()
      expect(refusalOf(json, values - 1, pieceLength)).toBe('body_too_complex')
    }),
    { seed: 13 },
  )
})

test('nesting is bounded', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  expect(refusalOf(nested(deepest), 1_000)).toBeUndefined()
  expect(refusalOf(nested(deepest + 1), 1_000)).toBe('body_too_complex')
  expect(refusalOf(`{"a":${JSON.stringify('['.repeat(1_000))}}`, 1_000)).toBeUndefined()
})
