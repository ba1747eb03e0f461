import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatViewCursor, parseViewCursor } from './cursor.ts'

const number = fc.nat({ max: 1e9 - 1 })
const change = fc.oneof(fc.record({ seq: number }), fc.record({ seq: number, beforeXid: number }))
const position = fc.record({ seq: number, change })
const page = fc.option(fc.record({ to: position, from: number }), { nil: undefined })
const cursor = fc
  .record({ born: number, known: fc.option(position, { nil: undefined }), page })
  .filter(({ known, page: part }) => known !== undefined || part !== undefined)

test('a cursor is read as it was written', () => {
  fc.assert(
    fc.property(cursor, (one) => {
      expect(parseViewCursor(formatViewCursor(one))).toEqual(one)
    }),
  )
})

test('other texts are no cursors', () => {
  for (const text of ['', '1', '1_', 'x_1.2', '1_1', '1_1.2_', '1_1.2_3.4', '1_1.2_3.4_-1', '1_1.2-', '9999999999999999_1.2'])
    expect(parseViewCursor(text), text).toBeUndefined()
})
