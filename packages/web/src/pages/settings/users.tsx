import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { covers, type Role, roles } from '@clearway/contract/access'
import { useAdminRefusal } from '../../actions/use-role-refusal.ts'
import { userQuery } from '../../api/queries.ts'
import { usersQuery } from '../../api/settings-queries.ts'
import { type NewLogin, UserCreate } from '../../forms/user-create.tsx'
import { UserPassword } from '../../forms/user-password.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Login } from './login.tsx'
import { UserRow } from './user-row.tsx'

/** Who may log in, and as what. Administrators add, change and delete users; those whom the configuration names are changed there. */
export function Users() {
  const { data: users, error } = useQuery(usersQuery)
  const { data: me } = useQuery(userQuery)
  const refusal = useAdminRefusal()
  const [login, setLogin] = useState<NewLogin>()
  const [withPassword, setWithPassword] = useState<{ readonly id: string; readonly name: string }>()
  const given = roles.filter((role) => me !== undefined && covers(me.role as Role, role))
  return (
    <section className="card" aria-label="Users">
      <Failure error={error} />
      {login === undefined ? null : <Login login={login} />}
      {me === undefined ? null : refusal === undefined ? (
        <UserCreate roles={given} onMade={setLogin} />
      ) : (
        <p className="muted">{refusal}</p>
      )}
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col" className="less">
              Id
            </th>
            {refusal === undefined ? (
              <th scope="col">
                <span className="unseen">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {users?.map(({ id, name = id, role = 'viewer', email, configured = false }) => (
            <UserRow
              key={id}
              user={{ id, name, role: role as Role, email, configured }}
              roles={given}
              onLogin={setLogin}
              onPassword={() => setWithPassword({ id, name })}
            />
          ))}
        </tbody>
      </table>
      <p className="muted">
        Configured users stand in the file that the server is started with (<code>npx clearway up --config clearway.json</code>), in the
        setting <code>users</code>: their name, role and password are changed there alone.
      </p>
      {withPassword === undefined ? null : <UserPassword user={withPassword} onClose={() => setWithPassword(undefined)} />}
    </section>
  )
}
