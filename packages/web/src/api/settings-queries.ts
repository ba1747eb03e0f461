import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** The key pairs of the user who is logged in. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await api.auth.get_credentials({}, { signal })).credentials,
  meta: { reads: ['user'] },
})

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => (await api.users.get_all({}, { signal })).users,
  meta: { reads: ['user'] },
})

/** Sizes change with everything that happens: they are those of the moment at which the page was opened. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => api.server.status({}, { signal }),
  staleTime: 0,
  meta: { reads: [] },
})
