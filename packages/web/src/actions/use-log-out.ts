import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'

/** Ends the session of this browser, and opens the page that asks for a login. */
export function useLogOut() {
  return useMutation({ mutationFn: () => api.auth.logout({}), onSuccess: () => window.location.assign('/login') })
}
