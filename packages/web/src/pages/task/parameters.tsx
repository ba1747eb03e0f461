import type { Task } from '@clearway/contract'
import { Fragment, useMemo } from 'react'
import { Empty } from '../../ui/empty.tsx'
import { LongList } from '../../ui/long-list.tsx'
import { ParameterValue } from './parameter-value.tsx'

interface Parameter {
  readonly section: string
  readonly name: string
  readonly value: string
}
const textOf = ({ section, name, value }: Parameter): string => `${section}/${name} ${value}`

/** The parameters of a task, by section. */
export function Parameters({ task: { hyperparams } }: { readonly task: Task }) {
  const parameters = useMemo(
    () =>
      Object.entries(hyperparams ?? {}).flatMap(([section, ofSection]) =>
        Object.values(ofSection).map(({ name, value }): Parameter => ({ section, name, value: String(value ?? '') })),
      ),
    [hyperparams],
  )
  if (parameters.length === 0) return <Empty>The task has no parameters.</Empty>
  return (
    <LongList noun="parameters" items={parameters} textOf={textOf}>
      {(shown) => (
        <table className="pairs">
          <tbody>
            {shown.map(({ section, name, value }, index) => (
              <Fragment key={`${section}/${name}`}>
                {shown[index - 1]?.section === section ? null : (
                  <tr>
                    <th colSpan={2} scope="rowgroup">
                      {section}
                    </th>
                  </tr>
                )}
                <tr>
                  <th scope="row">{name}</th>
                  <td className="mono">
                    <ParameterValue value={value} />
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
