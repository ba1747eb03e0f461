import { useState } from 'react'
import { holdRows, type Rows } from './held-rows.ts'

interface Held<Row> {
  readonly rows: readonly (Row | undefined)[]
  /** How many newer rows wait until the list is let go. */
  readonly waiting: number
  readonly showWaiting: () => void
  /** For the element around the list: while the pointer or the focus is in it, no row moves. */
  readonly holding: {
    readonly onPointerEnter: () => void
    readonly onPointerLeave: () => void
    readonly onFocus: () => void
    readonly onBlur: (event: { readonly currentTarget: Node; readonly relatedTarget: EventTarget | null }) => void
  }
}

/** Keeps the rows of a list at their places while somebody points at them or has the focus among them. */
export function useHeldRows<Row>(newest: Rows<Row>, idOf: (row: Row) => string): Held<Row> {
  const [isPointed, setPointed] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  const [held, setHeld] = useState<Rows<Row>>()
  const isHeld = isPointed || hasFocus
  const isStale = held?.list !== newest.list || (held.rows.length === 0 && newest.rows.length > 0)
  if (isHeld ? isStale : held !== undefined) setHeld(isHeld ? newest : undefined)
  const merged = isHeld && held?.list === newest.list ? holdRows(held.rows, newest.rows, idOf) : undefined
  // A row that was read while the list is held has its place from then on.
  if (merged !== undefined && merged.filled > 0) setHeld({ list: newest.list, rows: merged.rows })
  const { rows, waiting } = merged ?? { rows: newest.rows, waiting: 0 }
  return {
    rows,
    waiting,
    showWaiting: () => setHeld(newest),
    holding: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocus(true),
      onBlur: ({ currentTarget, relatedTarget }) => setFocus(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
    },
  }
}
