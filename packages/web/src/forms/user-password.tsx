import { api } from '../api/client.ts'
import { PasswordForm } from './password-form.tsx'

interface Props {
  readonly user: { readonly id: string; readonly name: string }
  readonly onClose: () => void
}

/** Sets the password of a user, for an administrator. */
export function UserPassword({ user: { id, name }, onClose }: Props) {
  return (
    <PasswordForm
      title={`A password for ${name}`}
      effect="browsers that are logged in are logged out"
      set={({ password }) => api.auth.edit_user({ user: id, password })}
      onClose={onClose}
    />
  )
}
