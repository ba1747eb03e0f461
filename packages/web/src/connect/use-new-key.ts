import { useMutation } from '@tanstack/react-query'
import { useAccountRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { snippetsOf } from './snippets.ts'

/** A key pair that is made on request, what it connects, and why the user may not have one. */
export function useNewKey(label: string) {
  const refusal = useAccountRefusal()
  const make = useMutation({ mutationFn: async () => (await api.auth.create_credentials({ label })).credentials })
  const made = make.data
  const access = { accessKey: made?.access_key ?? 'ACCESS_KEY', secretKey: made?.secret_key ?? 'SECRET_KEY' }
  return {
    made,
    refusal,
    error: make.error,
    isPending: make.isPending,
    make: () => make.mutate(),
    snippets: snippetsOf({ url: window.location.origin, ...access }),
  }
}
export type NewKeyState = ReturnType<typeof useNewKey>
