import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Failure } from '../ui/failure.tsx'

interface Passwords {
  readonly password: string
  /** The password so far; empty if it was not asked for, or not entered. */
  readonly current: string
}

interface Props {
  readonly title: string
  /** What happens to sessions. */
  readonly effect: string
  readonly asksCurrent?: boolean
  readonly set: (passwords: Passwords) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for a new password. */
export function PasswordForm({ title, effect, asksCurrent = false, set, onClose }: Props) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const setting = useMutation({ mutationFn: () => set({ password, current }), onSuccess: onClose })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setting.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className="form" aria-label="Password">
        {asksCurrent ? (
          <PasswordInput
            label="Current password"
            description="empty if you have none yet"
            autoComplete="current-password"
            data-autofocus
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
        ) : null}
        <PasswordInput
          label="New password"
          description={`eight characters or more; ${effect}`}
          required
          minLength={8}
          autoComplete="new-password"
          data-autofocus={asksCurrent ? undefined : true}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Failure error={setting.error} />
        <Button type="submit" loading={setting.isPending}>
          Set the password
        </Button>
      </form>
    </Modal>
  )
}
