import fc from 'fast-check'
import { expect, test } from 'vitest'
import { figureOf } from './figure-of.ts'

test('a stored plot is read, and anything else is none', () => {
  expect(figureOf('{"data":[{"type":"bar"}],"layout":{"title":"t"}}')).toEqual({ data: [{ type: 'bar' }], layout: { title: 't' } })
  expect(figureOf('{"data":[],"layout":3}')).toEqual({ data: [], layout: {} })
  for (const text of ['', 'null', '[]', '{"data":{}}', undefined]) expect(figureOf(text)).toBeUndefined()
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(figureOf(text)).toBeUndefined()
    }),
  )
})
