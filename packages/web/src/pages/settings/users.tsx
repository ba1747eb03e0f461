import { useQuery } from '@tanstack/react-query'
import { usersQuery } from '../../api/settings-queries.ts'
import { Failure } from '../../ui/failure.tsx'
import { mayOf } from './may-of.ts'

const example = `{
  "users": [{ "id": "ana", "name": "Ana", "role": "user", "password": "…" }]
}`

/** Who may log in. The server's configuration is the only source of users, so they are changed there. */
export function Users() {
  const { data: users, error } = useQuery(usersQuery)
  return (
    <section className="card" aria-label="Users">
      <Failure error={error} />
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Id</th>
          </tr>
        </thead>
        <tbody>
          {users?.map(({ id, name = id, role = '' }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>
                {role} <span className="muted">{role === '' ? '' : mayOf(role)}</span>
              </td>
              <td className="mono">{id}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Add a user, or change a role or a password</h2>
      <p>
        Users stand in the file that the server is started with: <code>npx clearway up --config clearway.json</code>. A user whom the file
        no longer names is logged out at the next start.
      </p>
      <pre className="code">{example}</pre>
    </section>
  )
}
