import { api } from '../api/client.ts'
import { PasswordForm } from './password-form.tsx'

/** Sets the password of the user who is logged in. */
export function OwnPassword({ onClose }: { readonly onClose: () => void }) {
  return (
    <PasswordForm
      title="Your password"
      effect="your other browsers are logged out"
      asksCurrent
      set={({ password, current }) => api.auth.set_password({ password, ...(current === '' ? {} : { current }) })}
      onClose={onClose}
    />
  )
}
