import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Role } from '@clearway/contract/access'
import { api } from '../api/client.ts'
import { Choice } from '../ui/choice.tsx'
import { Failure } from '../ui/failure.tsx'

export interface NewLogin {
  readonly name: string
  /** Undefined if the user logs in by the password that was entered. */
  readonly link: { readonly ticket: string; readonly expires_in: number } | undefined
}

interface Props {
  /** The roles that the user who adds may give. */
  readonly roles: readonly Role[]
  readonly onMade: (login: NewLogin) => void
}

const logins = [
  { value: 'link', label: 'By a link, once' },
  { value: 'password', label: 'By a password' },
] as const
type Login = (typeof logins)[number]['value']
const nothing = { name: '', email: '', password: '' }

/** Adds a user, who first logs in by a link or by a password. */
export function UserCreate({ roles, onMade }: Props) {
  const [fields, setFields] = useState(nothing)
  const [role, setRole] = useState<Role>('user')
  const [login, setLogin] = useState<Login>('link')
  const { name, email, password } = fields
  const make = useMutation({
    mutationFn: async () => {
      const given = { ...(email === '' ? {} : { email }), ...(login === 'password' ? { password } : {}) }
      const { id } = await api.auth.create_user({ name, role, ...given })
      return { name, link: login === 'link' ? await api.auth.create_ticket({ user: id }) : undefined }
    },
    onSuccess: (made) => {
      setFields(nothing)
      onMade(made)
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    make.mutate()
  }
  const change = (field: keyof typeof nothing) => (event: React.ChangeEvent<HTMLInputElement>) =>
    setFields({ ...fields, [field]: event.currentTarget.value })
  return (
    <form onSubmit={submit} className="in-line" aria-label="New user">
      <TextInput size="xs" label="Name" required value={name} onChange={change('name')} />
      <TextInput size="xs" label="Email" type="email" placeholder="may be left out" value={email} onChange={change('email')} />
      <NativeSelect
        size="xs"
        label="Role"
        value={role}
        data={[...roles]}
        onChange={(event) => setRole(event.currentTarget.value as Role)}
      />
      <Choice label="Logs in first" value={login} choices={logins} onChange={setLogin} />
      {login === 'password' ? (
        <PasswordInput
          size="xs"
          w={180}
          label="Password"
          required
          minLength={8}
          autoComplete="new-password"
          value={password}
          onChange={change('password')}
        />
      ) : null}
      <Button type="submit" size="compact-sm" loading={make.isPending}>
        Add the user
      </Button>
      <Failure error={make.error} />
    </form>
  )
}
