import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { Failure } from '../ui/failure.tsx'

interface Props {
  readonly user: { readonly id: string; readonly name: string }
  readonly onClose: () => void
}

/** Sets the password of a user. */
export function UserPassword({ user: { id, name }, onClose }: Props) {
  const [password, setPassword] = useState('')
  const set = useMutation({ mutationFn: () => api.auth.edit_user({ user: id, password }), onSuccess: onClose })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={`A password for ${name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className="form" aria-label="Password">
        <PasswordInput
          label="New password"
          description="eight characters or more; browsers that are logged in are logged out"
          required
          minLength={8}
          autoComplete="new-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Failure error={set.error} />
        <Button type="submit" loading={set.isPending}>
          Set the password
        </Button>
      </form>
    </Modal>
  )
}
