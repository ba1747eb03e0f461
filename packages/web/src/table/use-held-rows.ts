import { use, useState } from 'react'
import { holdRows, type Rows } from './held-rows.ts'
import { HeldAround, useHold } from './use-hold.ts'

interface Held<Row> {
  readonly rows: readonly (Row | undefined)[]
  /** How many newer rows wait until the list is let go. */
  readonly waiting: number
  /** Whether a row is still shown that the list no longer has. */
  readonly isGone: (row: Row) => boolean
  readonly showWaiting: () => void
}
type IdOf<Row> = (row: Row) => string

/** Keeps the rows of a list at their places while somebody points at them or has the focus among them, or in what holds several lists. */
export function useHeldRows<Row>(newest: Rows<Row>, idOf: IdOf<Row>): Held<Row> & Pick<ReturnType<typeof useHold>, 'holding'> {
  const { isHeld, holding } = useHold()
  const isHeldAround = use(HeldAround)
  return { ...useRowsHeldWhile(isHeld || isHeldAround, newest, idOf), holding }
}

/** Keeps the rows of a list at their places as long as it is held. */
export function useRowsHeldWhile<Row>(isHeld: boolean, newest: Rows<Row>, idOf: IdOf<Row>): Held<Row> {
  const [held, setHeld] = useState<Rows<Row>>()
  const isStale = held?.list !== newest.list || (!hasBeenRead(held) && hasBeenRead(newest))
  if (isHeld ? isStale : held !== undefined) setHeld(isHeld ? newest : undefined)
  const merged = isHeld && held?.list === newest.list ? holdRows(held.rows, newest.rows, idOf) : undefined
  // A row that was read while the list is held has its place from then on.
  if (merged !== undefined && merged.filled > 0) setHeld({ ...newest, rows: merged.rows })
  const { rows, waiting } = merged ?? { rows: newest.rows, waiting: 0 }
  return {
    rows,
    waiting,
    isGone: (row) => merged?.gone.has(idOf(row)) ?? false,
    showWaiting: () => setHeld(newest),
  }
}

/** Whether a list has been read. If it does not say so, it counts as read once it has rows. */
function hasBeenRead<Row>({ rows, isRead }: Rows<Row>): boolean {
  return isRead ?? rows.length > 0
}
