import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { useRowHeight } from '../ui/row-height.ts'
import { useNarrow } from '../ui/use-narrow.ts'
import { HeaderCell } from './header-cell.tsx'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** What the header shows in place of its text. */
  readonly shown?: ReactNode
  /** A header that only screen readers read. */
  readonly isUnseen?: boolean
  /** A CSS width of a grid's column. */
  readonly width: string
  /** What the list is sorted by at a click on the header, as in `order_by`; without it the list cannot be sorted by the column. */
  readonly sort?: string
  readonly cell: (row: Row) => ReactNode
  /** Left out on a phone, where the other columns say more. */
  readonly isWideOnly?: boolean
  /** Its figures end at the right edge, so that their places stand below each other. */
  readonly isNumber?: boolean
}

interface Props<Row> {
  readonly label: string
  /** Undefined where a row has not been read. */
  readonly rows: readonly (Row | undefined)[]
  readonly columns: readonly Column<Row>[]
  readonly idOf: (row: Row) => string
  readonly selected?: string | undefined
  /** What the rows are sorted by: `name`, or `-name` for the reverse. */
  readonly sort?: string
  readonly onSort?: (sort: string) => void
  readonly onOpen: (row: Row) => void
  /** Picks a row, or drops it: the key x. */
  readonly onPick?: (row: Row) => void
  /** Called when other rows can be seen. */
  readonly onRange?: (first: number, last: number) => void
}
/** How far each key moves. */
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 15,
  PageUp: -15,
  Home: -Infinity,
  End: Infinity,
}

/** Spaces beside and between the columns, in pixels, as the style sheet has them. */
const [beside, between] = [24, 12]

/** How many pixels the columns take at least. */
function leastWidth(columns: readonly { readonly width: string }[]): number {
  const least = columns.map(({ width }) => Number(/(\d+)px/.exec(width)?.[1] ?? 0))
  return least.reduce((sum, width) => sum + width, beside + between * (columns.length - 1))
}

/** A table of any length: only the rows that can be seen are in the page. Arrow keys move between rows, Enter opens one, x picks one. */
export function VirtualTable<Row>(props: Props<Row>) {
  const { label, rows, idOf, selected, sort, onSort, onOpen, onPick, onRange } = props
  const isNarrow = useNarrow()
  const [rowHeight] = useRowHeight()
  const columns = isNarrow ? props.columns.filter(({ isWideOnly }) => isWideOnly !== true) : props.columns
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  // The rows that have been placed keep their height otherwise.
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight])
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => onRange?.(first, last), [onRange, first, last])
  const gridTemplateColumns = columns.map(({ width }) => width).join(' ')
  const minWidth = leastWidth(columns)
  const keyDown = (event: KeyboardEvent<HTMLElement>, row: Row, index: number): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const by = steps[event.key]
    if (by !== undefined) {
      event.preventDefault()
      const to = Math.max(0, Math.min(rows.length - 1, index + by))
      virtual.scrollToIndex(to)
      requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus())
    } else if (event.key === 'Enter') onOpen(row)
    else if (event.key === 'x') onPick?.(row)
  }
  return (
    <div ref={scroll} className="vtable" role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="row" className="head" aria-rowindex={1} style={{ gridTemplateColumns, minWidth }}>
        {columns.map(({ cell: _, ...column }) => (
          <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const id = idOf(row)
          return (
            <div
              role="row"
              key={id}
              data-index={index}
              aria-rowindex={index + 2}
              aria-selected={id === selected}
              className={id === selected ? 'row selected' : 'row'}
              // One stop of the tab key for the whole table.
              tabIndex={index === first || id === selected ? 0 : -1}
              style={{ transform: `translateY(${start}px)`, gridTemplateColumns, minWidth }}
              onClick={({ defaultPrevented, target }) => {
                // A link in a cell leads elsewhere, and prevents the browser from loading the page anew; the box of a row picks it.
                if (!defaultPrevented && !(target as Element).closest('label')) onOpen(row)
              }}
              onKeyDown={(event) => keyDown(event, row, index)}
            >
              {columns.map((column) => (
                <div role="cell" key={column.id} className={column.isNumber === true ? 'figures' : undefined}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}
