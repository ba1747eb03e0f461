import { Button, NativeSelect } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Role } from '@clearway/contract/access'
import { useAdminRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import type { NewLogin } from '../../forms/user-create.tsx'
import { Failure } from '../../ui/failure.tsx'
import { mayOf } from './may-of.ts'

interface Props {
  readonly user: {
    readonly id: string
    readonly name: string
    readonly role: Role
    readonly email: string | undefined
    readonly configured: boolean
  }
  /** The roles that the administrator who sees the page may give and take. */
  readonly roles: readonly Role[]
  readonly onLogin: (login: NewLogin) => void
  readonly onPassword: () => void
}

/** A user with what an administrator can change; what cannot be changed shows why. */
export function UserRow({ user: { id, name, role, email, configured }, roles, onLogin, onPassword }: Props) {
  const refusal = useAdminRefusal()
  const above = roles.includes(role) ? undefined : `A user with the role ${role} has more rights than you.`
  const fixed = refusal ?? above ?? (configured ? 'The server’s configuration says name, role and password of this user.' : undefined)
  const change = useMutation({ mutationFn: (to: Role) => api.auth.edit_user({ user: id, role: to }) })
  const link = useMutation({
    mutationFn: () => api.auth.create_ticket({ user: id }),
    onSuccess: (made) => onLogin({ name, link: made }),
  })
  const remove = useMutation({
    mutationFn: async () => {
      if (!window.confirm(`Delete the user ${name}? Keys and sessions end at once. What ${name} made stays.`)) return
      await api.users.delete({ user: id })
    },
  })
  const verbs = [
    { label: 'Link', title: `Make a link that logs ${name} in`, reason: above, run: () => link.mutate() },
    { label: 'Password', title: `Set a password for ${name}`, reason: fixed, run: onPassword },
    { label: 'Delete', title: `Delete the user ${name}`, reason: fixed, run: () => remove.mutate() },
  ]
  return (
    <tr>
      <th scope="row">
        {name} <span className="muted">{email ?? ''}</span>
        {configured ? <div className="muted">configured</div> : null}
      </th>
      <td>
        <div className="in-line">
          {fixed === undefined ? (
            <NativeSelect
              size="xs"
              aria-label={`Role of ${name}`}
              value={role}
              data={[...roles]}
              disabled={change.isPending}
              onChange={(event) => change.mutate(event.currentTarget.value as Role)}
            />
          ) : (
            <span title={fixed}>{role}</span>
          )}
          <span className="muted">{mayOf(role)}</span>
        </div>
      </td>
      <td className="mono less">{id}</td>
      {refusal === undefined ? (
        <td>
          <div className="verbs">
            {verbs.map(({ label, title, reason, run }) => (
              <Button
                key={label}
                size="compact-xs"
                variant="default"
                aria-label={title}
                disabled={reason !== undefined}
                title={reason ?? ''}
                onClick={run}
              >
                {label}
              </Button>
            ))}
          </div>
          <Failure error={change.error ?? link.error ?? remove.error} />
        </td>
      ) : null}
    </tr>
  )
}
