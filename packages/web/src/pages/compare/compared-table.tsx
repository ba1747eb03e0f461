import type { Task } from '@clearway/contract'
import { useState } from 'react'
import { Button } from '@mantine/core'

export interface ComparedRow {
  readonly key: string
  readonly group: string
  readonly name: string
  /** A value for each task; undefined where it has none. */
  readonly values: readonly (string | undefined)[]
  readonly differs: boolean
  readonly note?: string
}
interface Props {
  readonly label: string
  readonly tasks: readonly Task[]
  readonly base: number
  readonly rows: readonly ComparedRow[]
  /** What stands beside a value: how far it is from that of the base. */
  readonly beside?: (row: ComparedRow, index: number) => string
}
/** How many cells the page shows at once. */
const mostCells = 6000

/** Values of several tasks beside each other: a column for each task, and marks where one differs from the base. */
export function ComparedTable({ label, tasks, base, rows, beside }: Props) {
  const [parts, setParts] = useState(1)
  const most = Math.max(20, Math.floor(mostCells / tasks.length)) * parts
  return (
    <div className="compared-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="compared-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">What</span>
            </th>
            {tasks.map(({ id, name }, index) => (
              <th key={id} scope="col" className={index === base ? 'is-base' : undefined} title={name}>
                {index === base ? 'base: ' : ''}
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row, at) => (
            <tr key={row.key}>
              <th scope="row">
                {rows[at - 1]?.group === row.group ? null : <span className="muted group">{row.group}</span>}
                {row.name}
                {row.note === undefined || row.note === '' ? null : <span className="muted note">{row.note}</span>}
              </th>
              {row.values.map((value, index) => (
                <td
                  key={tasks[index]?.id ?? index}
                  className={index === base ? 'is-base' : row.differs && value !== row.values[base] ? 'other' : undefined}
                  title={value}
                >
                  {value === undefined ? <span className="muted">–</span> : value.slice(0, 200)}
                  {beside === undefined ? null : <span className="muted number"> {beside(row, index)}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length <= most ? null : (
        <Button size="compact-sm" variant="default" m={12} onClick={() => setParts(parts + 1)}>
          Show more of {rows.length - most}
        </Button>
      )}
    </div>
  )
}
