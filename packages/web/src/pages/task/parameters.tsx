import type { Task } from '@clearway/contract'
import { Fragment, useState } from 'react'
import { editRefusal } from '../../actions/edit-refusal.ts'
import type { RunStep } from '../../actions/mend-refusal.ts'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { Empty } from '../../ui/empty.tsx'
import { LongList } from '../../ui/long-list.tsx'
import { lookOf } from '../../ui/look.ts'
import { RefusableButton } from '../../ui/refusable-button.tsx'
import { EditParameters } from './edit-parameters.tsx'
import { ParameterNotes } from './parameter-notes.tsx'
import type { ParameterRow } from './parameter-rows.ts'
import { ParameterValue } from './parameter-value.tsx'
import { useParameterRows } from './use-parameter-rows.ts'

const textOf = ({ section, name, value = '' }: ParameterRow): string => `${section}/${name} ${value}`

interface Props {
  readonly task: Task
  /** The step that the task runs. */
  readonly step: RunStep | undefined
}

/** The parameters of a task, by section: their values, where these come from, and what they were in the run before. Those of a draft are edited in place. */
export function Parameters({ task, step }: Props) {
  const [isEdited, setEdited] = useState(false)
  const roleRefusal = useRoleRefusal()
  const refusal = roleRefusal ?? editRefusal(task.status, lookOf(task.status ?? 'created').label)
  if (isEdited && refusal === undefined) return <EditParameters task={task} onEnd={() => setEdited(false)} />
  return (
    <>
      <div className="code-verbs">
        <RefusableButton size="compact-sm" variant="default" refusal={refusal} onClick={() => setEdited(true)}>
          Edit the parameters
        </RefusableButton>
      </div>
      <ParameterTable task={task} step={step} />
    </>
  )
}

function ParameterTable({ task, step }: Props) {
  const { rows, ...origins } = useParameterRows(task, step)
  if (rows.length === 0) return <Empty>The task has no parameters.</Empty>
  return (
    <LongList noun="parameters" items={rows} textOf={textOf}>
      {(shown) => (
        <table className="pairs">
          <tbody>
            {shown.map((row, index) => (
              <Fragment key={`${row.section}/${row.name}`}>
                {shown[index - 1]?.section === row.section ? null : (
                  <tr>
                    <th colSpan={2} scope="rowgroup">
                      {row.section}
                    </th>
                  </tr>
                )}
                <tr>
                  <th scope="row">{row.name}</th>
                  <td>
                    {row.value === undefined ? null : (
                      <span className="mono">
                        <ParameterValue value={row.value} />
                      </span>
                    )}
                    <ParameterNotes row={row} {...origins} />
                  </td>
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </LongList>
  )
}
