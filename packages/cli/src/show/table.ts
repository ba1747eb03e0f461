import Table from 'cli-table3'
import stringWidth from 'fast-string-width'
import type { Look } from '../look.ts'
import { cut } from './cut.ts'

export interface Column<R> {
  readonly head: string
  readonly cell: (row: R) => string
  readonly align?: 'left' | 'right'
  /** Whether the column is left out where it is empty in all rows. */
  readonly isOptional?: boolean
  /** If the terminal is too narrow, columns with a rank are left out, the highest rank first. */
  readonly rank?: number
  /** The column may be narrowed to this width before another column is left out. */
  readonly least?: number
}

const gap = 2
const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
}
const inner = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' }

/** Formats rows below their heads, fitted to the width: first by narrowing columns, then by leaving out the least important ones. */
export function table<R>(look: Look, columns: readonly Column<R>[], rows: readonly R[]): string {
  const drawn = columns
    .map((column) => ({ column, cells: rows.map((row) => column.cell(row)) }))
    .filter(({ column, cells }) => column.isOptional !== true || cells.some((cell) => cell !== ''))
  const natural = drawn.map(({ column, cells }) => ({
    column,
    cells,
    width: Math.max(...[column.head, ...cells].map((cell) => stringWidth(cell))),
  }))
  const fitted = fit(natural, look.width)
  const view = new Table({
    head: fitted.map(({ column }) => look.paint('dim', column.head)),
    chars: { ...none, ...inner },
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    colWidths: fitted.map(({ width }) => width + gap),
    colAligns: fitted.map(({ column }) => column.align ?? 'left'),
  })
  for (const index of rows.keys()) view.push(fitted.map(({ cells, width }) => cut(cells[index] ?? '', width)))
  return view
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

interface Fitted<R> {
  readonly column: Column<R>
  readonly cells: readonly string[]
  readonly width: number
}

function fit<R>(columns: readonly Fitted<R>[], width: number): readonly Fitted<R>[] {
  let kept = columns
  for (;;) {
    const over = kept.reduce((sum, column) => sum + column.width + gap, -gap) - width
    if (over <= 0) return kept
    const shrunk = shrink(kept, over)
    if (shrunk !== undefined) return shrunk
    const ranks = kept.map(({ column }) => column.rank ?? 0)
    const highest = Math.max(...ranks)
    if (highest === 0 || kept.length === 1) return kept
    kept = kept.filter((_, index) => index !== ranks.lastIndexOf(highest))
  }
}

/** Narrows the columns that may be narrowed, the widest first; undefined if that is not enough. */
function shrink<R>(columns: readonly Fitted<R>[], over: number): readonly Fitted<R>[] | undefined {
  const widths = columns.map(({ width }) => width)
  for (let left = over; left > 0; left -= 1) {
    const room = columns.map(({ column }, index) => (widths[index] ?? 0) - (column.least ?? Number.POSITIVE_INFINITY))
    const most = Math.max(...room)
    if (most <= 0) return undefined
    const index = room.indexOf(most)
    widths[index] = (widths[index] ?? 0) - 1
  }
  return columns.map((column, index) => ({ ...column, width: widths[index] ?? column.width }))
}
