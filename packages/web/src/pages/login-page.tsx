import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { isLoggedOut, logIn, messageOf } from '../api/client.ts'
import { redeemed } from '../api/ticket.ts'
import { Failure } from '../ui/failure.tsx'
import { useTitle } from '../ui/use-title.ts'

const route = getRouteApi('/login')

/** The page that opens after a login: the one that asked for it, on this server. */
function targetOf(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/'
}

export function LoginPage() {
  const { to } = route.useSearch()
  useTitle('Log in')
  const ticket = useQuery({ queryKey: ['ticket'], queryFn: async () => (await redeemed) ?? null })
  useEffect(() => {
    if (ticket.data === 'logged in') window.location.replace(targetOf(to))
  }, [ticket.data, to])
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
        {to === undefined
          ? `Log in to ${window.location.host}.`
          : `Your session has ended, or you are not logged in yet. Log in to ${window.location.host}.`}
      </p>
      <Failure error={ticket.error} />
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
        <code>npx clearway web</code>, where you have a key, prints a link that logs you in. <code>clearway up</code> prints one when it
        starts.
      </p>
    </main>
  )
}
