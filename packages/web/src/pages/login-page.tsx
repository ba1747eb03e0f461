import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { isLoggedOut, logIn, messageOf } from '../api/client.ts'

const route = getRouteApi('/login')

/** The page that opens after a login: the one that asked for it, on this server. */
function targetOf(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/'
}

export function LoginPage() {
  const { to } = route.useSearch()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const login = useMutation({
    mutationFn: () => logIn(name, password),
    onSuccess: () => window.location.assign(targetOf(to)),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    login.mutate()
  }
  return (
    <main className="alone">
      <h1>Clearway</h1>
      <p className="muted">
        {to === undefined ? `Log in to ${window.location.host}.` : 'Your session has ended, or you are not logged in yet.'}
      </p>
      <form onSubmit={submit}>
        <TextInput
          label="Name or access key"
          name="name"
          autoComplete="username"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password or secret key"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {login.isError ? (
          <p role="alert" className="error">
            {isLoggedOut(login.error) ? 'The name or the password is wrong.' : messageOf(login.error)}
          </p>
        ) : null}
        <Button type="submit" loading={login.isPending} fullWidth>
          Log in
        </Button>
      </form>
      <p className="muted">
        <code>clearway up</code> prints a key pair when it starts; <code>clearway env</code> prints the one that this machine uses.
      </p>
    </main>
  )
}
