import { Link } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import { Empty } from '../../ui/empty.tsx'
import { bytesOf } from '../../ui/bytes.ts'
import { addressInPage } from '../../preview/address-in-page.ts'

/** The artifacts of a task: those that lie on this server can be opened. */
export function Artifacts({ task }: { readonly task: Task }) {
  const artifacts = task.execution?.artifacts ?? []
  if (artifacts.length === 0) return <Empty>The task has no artifacts.</Empty>
  return (
    <table className="pairs">
      <tbody>
        {artifacts.map(({ key, mode, type, uri, content_size: size, hash, type_data: data }) => (
          <tr key={`${key}${mode}`}>
            <th scope="row">
              <Name name={key} uri={uri ?? ''} />
            </th>
            <td>
              {[mode === 'input' ? 'input' : undefined, type, size == null ? undefined : bytesOf(size)]
                .filter((part) => part != null)
                .join(' · ')}
              {hash ? <span className="mono muted"> {hash.slice(0, 12)}</span> : null}{' '}
              <Link to="/artifacts" search={{ task: task.id, key, ...(mode === 'input' ? { mode } : {}) }}>
                look inside
              </Link>
              {typeof data?.['preview'] === 'string' && data['preview'] !== '' ? (
                <pre className="preview">{data['preview'].slice(0, 2000)}</pre>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Name({ name, uri }: { readonly name: string; readonly uri: string }) {
  const address = addressInPage(uri, window.location.origin)
  return address === undefined ? name : <a href={address}>{name}</a>
}
