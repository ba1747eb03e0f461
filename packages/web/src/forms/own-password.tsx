import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { Failure } from '../ui/failure.tsx'

/** Sets the password of the user who is logged in. */
export function OwnPassword({ onClose }: { readonly onClose: () => void }) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const set = useMutation({
    mutationFn: () => api.auth.set_password({ password, ...(current === '' ? {} : { current }) }),
    onSuccess: onClose,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <Modal opened onClose={onClose} title="Your password" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className="form" aria-label="Password">
        <PasswordInput
          label="Current password"
          description="empty if you have none yet"
          autoComplete="current-password"
          data-autofocus
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="eight characters or more; your other browsers are logged out"
          required
          minLength={8}
          autoComplete="new-password"
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
