import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdRows } from './held-rows.ts'

interface Row {
  readonly id: string
  readonly version: number
}
const idOf = ({ id }: Row): string => id
const row = (id: string, version = 1): Row => ({ id, version })

test('rows keep their places and get their newer content, and new rows wait', () => {
  const held = [row('a'), row('b'), row('c')]
  expect(holdRows(held, [row('new'), row('c', 2), row('a', 2), row('b')], idOf)).toEqual({
    rows: [row('a', 2), row('b'), row('c', 2)],
    waiting: 1,
    filled: 0,
    gone: new Set(),
  })
  expect(holdRows(held, [row('a'), row('c')], idOf)).toEqual({ rows: held, waiting: 0, filled: 0, gone: new Set(['b']) })
  expect(holdRows([row('a'), undefined], [row('a'), row('b')], idOf)).toEqual({
    rows: [row('a'), row('b')],
    waiting: 0,
    filled: 1,
    gone: new Set(),
  })
})

test('no row moves, none is shown twice, and each that was read is shown or waits', () => {
  const rows = fc.array(fc.option(fc.constantFrom(...'abcdefgh'), { nil: undefined })).map((ids) => {
    const seen = new Set<string>()
    return ids.map((id) => (id === undefined || seen.has(id) ? undefined : (seen.add(id), row(id))))
  })
  fc.assert(
    fc.property(rows, rows, (held, newer) => {
      const { rows: shown, waiting } = holdRows(held, newer, idOf)
      held.forEach((one, index) => one === undefined || expect(shown[index]?.id).toBe(one.id))
      const ids = shown.flatMap((one) => one?.id ?? [])
      expect(new Set(ids).size).toBe(ids.length)
      expect(waiting).toBe(newer.filter((one) => one !== undefined && !ids.includes(one.id)).length)
    }),
  )
})
