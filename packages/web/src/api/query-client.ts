import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isLoggedOut } from './client.ts'

/** Leads to the page that asks for a login, and from there back. */
function askForLogin(error: unknown): void {
  const { pathname, search } = window.location
  if (isLoggedOut(error) && pathname !== '/login') window.location.assign(`/login?to=${encodeURIComponent(pathname + search)}`)
}

/** Nothing grows stale by itself: the change stream names what to read again, also after an action of this page. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: askForLogin }),
  mutationCache: new MutationCache({ onError: askForLogin }),
  defaultOptions: { queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false } },
})
