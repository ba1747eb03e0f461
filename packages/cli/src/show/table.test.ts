import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainLook } from '../look.ts'
import { type Column, table } from './table.ts'

interface Row {
  readonly name: string
  readonly id: string
  readonly size: number
}
const columns: readonly Column<Row>[] = [
  { head: 'NAME', cell: ({ name }) => name, least: 8 },
  { head: 'SIZE', cell: ({ size }) => String(size), align: 'right', rank: 1 },
  { head: 'ID', cell: ({ id }) => id },
]
const rows: readonly Row[] = [
  { name: 'a long name of a task', id: '0123456789', size: 7 },
  { name: 'short', id: '9876543210', size: 12_345 },
]
const at = (width: number): string => `\n${table({ ...plainLook(0), width }, columns, rows)}\n`

test('columns are aligned and as wide as what they hold', () => {
  expect(at(Number.POSITIVE_INFINITY)).toMatchInlineSnapshot(`
    "
    NAME                    SIZE  ID
    a long name of a task      7  0123456789
    short                  12345  9876543210
    "
  `)
})

test('in a narrow terminal shrinkable columns shrink first, then the least important column is left out', () => {
  expect([at(34), at(24)]).toMatchInlineSnapshot(`
    [
      "
    NAME              SIZE  ID
    a long name of…      7  0123456789
    short            12345  9876543210
    ",
      "
    NAME          ID
    a long name…  0123456789
    short         9876543210
    ",
    ]
  `)
})

test('no line is wider than the terminal as long as the columns that must stay fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 60 }), (width) => {
      for (const line of at(width).trim().split('\n')) expect(line.length).toBeLessThanOrEqual(width)
    }),
  )
})

test('columns stay aligned below wide letters', () => {
  const wide = [{ name: '学習する画像', id: '0123456789', size: 7 }, rows[1]!]
  expect(`\n${table({ ...plainLook(0), width: 30 }, columns, wide)}\n`).toMatchInlineSnapshot(`
    "
    NAME          SIZE  ID
    学習する画…      7  0123456789
    short        12345  9876543210
    "
  `)
})

test('an optional column is left out where no row has it', () => {
  const optional = columns.map((column) => ({
    ...column,
    isOptional: true,
    cell: (row: Row) => (column.head === 'SIZE' ? '' : column.cell(row)),
  }))
  const [head] = table({ ...plainLook(0), width: 80 }, optional, rows).split('\n')
  expect(head).toMatch(/^NAME +ID$/)
})
