import { MutationCache, type Query, QueryCache, QueryClient } from '@tanstack/react-query'
import { isLoggedOut } from './client.ts'

/**
 * What a query reads, as names of changes: `task` for all tasks, `task:ID` for one, and `metrics` or `metrics:ID` for what they report besides their logs. A
 * function derives them from the query's data. The query is read
 * again when one of them changes.
 */
export type Reads = readonly string[] | ((data: unknown) => readonly string[])
declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { readonly reads?: Reads }
  }
}

/** Leads to the page that asks for a login, and from there back. */
function askForLogin(error: unknown): void {
  const { pathname, search } = window.location
  if (isLoggedOut(error) && pathname !== '/login') window.location.assign(`/login?to=${encodeURIComponent(pathname + search)}`)
}

/** Nothing grows stale by itself: the change stream says what to read again, also after an action of this page. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: askForLogin }),
  mutationCache: new MutationCache({ onError: askForLogin }),
  defaultOptions: { queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false } },
})

export function isReading({ meta, state }: Query, changed: ReadonlySet<string>): boolean {
  const reads = meta?.reads
  const names = typeof reads === 'function' ? reads(state.data) : (reads ?? [])
  return names.some((name) => changed.has(name))
}
