import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storableText, storableValue } from './storable-text.ts'

const holdsNothingUnstorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
const anyText = fc.string({ unit: 'binary' }).map((text) => `${text}\0\ud800`)

test('every string of a value can be stored, keys too, and nothing else of it changes', () => {
  fc.assert(
    fc.property(
      fc.object({
        key: fc.oneof(anyText, fc.string(), fc.constant('__proto__')),
        values: [anyText, fc.string(), fc.double(), fc.constant(null)],
      }),
      (value) => {
        const clean = JSON.parse(JSON.stringify(value), (_, part: unknown) =>
          typeof part === 'string' ? storableText(part) : part,
        ) as object
        const made = storableValue(JSON.parse(JSON.stringify(value))) as object
        const texts: string[] = []
        JSON.stringify(made, (key, part: unknown) => {
          texts.push(key, ...(typeof part === 'string' ? [part] : []))
          return part
        })
        expect(texts.every(holdsNothingUnstorable)).toBe(true)
        if (Object.keys(value).every(holdsNothingUnstorable)) expect(Object.keys(made)).toEqual(Object.keys(clean))
      },
    ),
  )
  expect(storableValue({ list: ['a\0', { 'k\0': '\ud83d' }], whole: '😀 \\u0000' })).toEqual({
    list: ['a', { k: '\ufffd' }],
    whole: '😀 \\u0000',
  })
})

test('of two keys that become equal the last one stays, whichever of them had to change', () => {
  expect(storableValue({ '\0': 'first', '': null })).toEqual({ '': null })
  expect(storableValue({ '': 'first', '\0': 'last' })).toEqual({ '': 'last' })
})

test('a value may be nested deeper than the call stack allows', () => {
  let value: unknown = '\0'
  for (let depth = 0; depth < 1_000_000; depth += 1) value = [value]
  let made = storableValue(value)
  while (Array.isArray(made)) made = made[0]
  expect(made).toBe('')
})
