import type { Task } from '@clearway/contract'
import { Empty } from '../../ui/empty.tsx'

/** The parameters of a task, by section. */
export function Parameters({ task }: { readonly task: Task }) {
  const sections = Object.entries(task.hyperparams ?? {})
  if (sections.length === 0) return <Empty>The task has no parameters.</Empty>
  return (
    <table className="pairs">
      {sections.map(([section, parameters]) => (
        <tbody key={section}>
          <tr>
            <th colSpan={2} scope="rowgroup">
              {section}
            </th>
          </tr>
          {Object.values(parameters).map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="mono">{String(value ?? '')}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}
