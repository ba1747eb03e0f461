import type { Task } from '@clearway/contract'
import { Empty } from '../../ui/empty.tsx'

/** How the task's program is started, and its code or the uncommitted changes beside its repository. */
export function Code({ task: { script } }: { readonly task: Task }) {
  const facts = [
    ['Program', script?.binary],
    ['Entry point', script?.entry_point],
    ['Repository', script?.repository],
    ['Branch', script?.branch],
    ['Commit', script?.version_num],
    ['Working folder', script?.working_dir],
  ].filter(([, value]) => value !== undefined && value !== '')
  if (facts.length === 0) return <Empty>The task names no code.</Empty>
  return (
    <>
      <table className="pairs">
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="mono">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {script?.diff ? <pre className="code">{script.diff}</pre> : null}
    </>
  )
}
