import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonValue } from './json-value.ts'

test('values of JSON are unchanged', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(jsonValue(value, 'It'))).toBe(JSON.stringify(value))
    }),
  )
})

test.each([
  [new Map([['a', 1]]), 'it is a Map, which JSON cannot hold. Give Object.fromEntries of it.'],
  [{ scores: [1, new Set([1])] }, 'scores[1] is a Set, which JSON cannot hold. Give Array.from of it.'],
  [{ a: { b: new Error('x') } }, 'a.b is an Error, which JSON cannot hold. Give its message or stack.'],
  [{ 'odd key': new Float32Array(2) }, '["odd key"] is a Float32Array, which JSON cannot hold.'],
  [{ rates: [0.5, Number.NaN] }, 'rates[1] is NaN, which JSON cannot hold. Give a text or null in its place.'],
  [[-Infinity], '[0] is -Infinity, which JSON cannot hold.'],
  [undefined, 'it is undefined, which JSON cannot hold.'],
  [[undefined], '[0] is undefined, which JSON cannot hold.'],
  [{ big: 10n }, 'big is a bigint, which JSON cannot hold. Give it as a text.'],
  [{ call: () => 1 }, 'call is a function, which JSON cannot hold.'],
  [{ later: Promise.resolve(1) }, 'later is a Promise, which JSON cannot hold. Await it first.'],
  [/x/, 'it is a RegExp, which JSON cannot hold.'],
])('what JSON would lose is refused with its path: %s', (value, message) => {
  expect(() => jsonValue(value, "Artifact 'scores'")).toThrow(new RegExp(RegExp.escape(`Artifact 'scores': ${message}`)))
})

test('a circular value is refused, and the same object in two places is not', () => {
  const circle: Record<string, unknown> = { name: 'x' }
  circle['self'] = [circle]
  expect(() => jsonValue(circle, 'It')).toThrow('It: self[0] is part of itself')
  const shared = { a: 1 }
  expect(jsonValue([shared, shared], 'It')).toEqual([{ a: 1 }, { a: 1 }])
})

test('a date becomes its text, and undefined values are left out', () => {
  expect(jsonValue({ at: new Date(0), gone: undefined }, 'It')).toEqual({ at: '1970-01-01T00:00:00.000Z' })
})
