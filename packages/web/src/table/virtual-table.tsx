import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** A header that only screen readers read. */
  readonly isUnseen?: boolean
  /** A CSS width of a grid's column. */
  readonly width: string
  readonly cell: (row: Row) => ReactNode
}

interface Props<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly idOf: (row: Row) => string
  readonly selected?: string | undefined
  readonly onOpen: (row: Row) => void
}
const rowHeight = 30

/** A table of any length: only the rows that can be seen are in the page. Arrow keys move between rows, Enter opens one. */
export function VirtualTable<Row>({ label, rows, columns, idOf, selected, onOpen }: Props<Row>) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const gridTemplateColumns = columns.map(({ width }) => width).join(' ')
  const move = (event: KeyboardEvent<HTMLElement>, from: number, by: number): void => {
    event.preventDefault()
    const to = Math.max(0, Math.min(rows.length - 1, from + by))
    virtual.scrollToIndex(to)
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus())
  }
  return (
    <div ref={scroll} className="vtable" role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="row" className="head" aria-rowindex={1} style={{ gridTemplateColumns }}>
        {columns.map(({ id, header, isUnseen }) => (
          <div role="columnheader" key={id}>
            {isUnseen === true ? <span className="unseen">{header}</span> : header}
          </div>
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
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
              tabIndex={index === 0 || id === selected ? 0 : -1}
              style={{ transform: `translateY(${start}px)`, gridTemplateColumns }}
              onClick={() => onOpen(row)}
              onKeyDown={(event) => {
                if (event.key === 'ArrowDown') move(event, index, 1)
                else if (event.key === 'ArrowUp') move(event, index, -1)
                else if (event.key === 'Enter') onOpen(row)
              }}
            >
              {columns.map((column) => (
                <div role="cell" key={column.id}>
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
