import type { ReactNode } from 'react'
import { RefusableButton } from '../../ui/refusable-button.tsx'

interface Head {
  readonly name: string
  /** Over how many columns it goes; default: 1. */
  readonly columns?: number
}
interface Props {
  readonly label: string
  readonly heads: readonly Head[]
  /** The rows; each ends with a cell of buttons. */
  readonly children: ReactNode
}

/** A table of schedules or triggers, whose columns are those of the other one. */
export function ListTable({ label, heads, children }: Props) {
  return (
    <table className="list as-lines starters" aria-label={label}>
      <colgroup>
        <col className="name" />
        <col className="when" />
        <col className="starts" />
        <col className="next" />
        <col />
        <col className="verbs" />
      </colgroup>
      <thead>
        <tr>
          {heads.map(({ name, columns = 1 }) => (
            <th key={name} scope="col" colSpan={columns}>
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

interface ButtonProps {
  readonly label: string
  /** The name of the row that the button is for. */
  readonly of: string
  /** Why the user may not; undefined if the user may. */
  readonly refusal: string | undefined
  readonly isLoading: boolean
  readonly onClick: () => void
}

/** A button of a row. */
export function RowButton({ label, of, refusal, isLoading, onClick }: ButtonProps) {
  return (
    <RefusableButton
      size="compact-xs"
      variant="default"
      aria-label={`${label}: ${of}`}
      refusal={refusal}
      loading={isLoading}
      onClick={onClick}
    >
      {label}
    </RefusableButton>
  )
}
