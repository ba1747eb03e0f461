import type { ReactNode } from 'react'
import { nextSort, sortOf } from './sort.ts'

interface Props {
  readonly column: {
    readonly id: string
    readonly header: string
    readonly shown?: ReactNode
    readonly isUnseen?: boolean
    readonly isNumber?: boolean
    readonly sort?: string
  }
  readonly sort: string | undefined
  readonly onSort: ((sort: string) => void) | undefined
}
const arrows = { ascending: ' ↑', descending: ' ↓', none: '' } as const

/** The header of a column; a button where the rows can be sorted by the column. */
export function HeaderCell({ column: { header, shown, isUnseen, isNumber, sort: by }, sort, onSort }: Props) {
  const text = isUnseen === true ? <span className="unseen">{header}</span> : (shown ?? header)
  const className = isNumber === true ? 'figures' : undefined
  if (by === undefined || onSort === undefined)
    return (
      <div role="columnheader" className={className}>
        {text}
      </div>
    )
  const direction = sortOf(by, sort)
  return (
    <div role="columnheader" className={className} aria-sort={direction}>
      <button type="button" title={`Sort by ${header}`} onClick={() => onSort(nextSort(by, sort))}>
        {text}
        {arrows[direction]}
      </button>
    </div>
  )
}
