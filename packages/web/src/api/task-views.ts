import { isRecord, recordOf } from '@clearway/contract/is-record'
import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import { queryClient } from './query-client.ts'

/** An address of the list of tasks under a name. */
export interface TaskView {
  readonly name: string
  /** The parts of the address, which any program may have stored. */
  readonly search: Readonly<Record<string, unknown>>
}

/** The views that the user has saved. The server stores them, so that they are there in every browser. */
export const taskViewsQuery = queryOptions({
  queryKey: ['task-views'],
  queryFn: async ({ signal }): Promise<readonly TaskView[]> => {
    const { preferences } = await api.users.get_preferences({}, { signal })
    const stored = (preferences['clearway'] as { readonly task_views?: unknown } | undefined)?.task_views
    return Array.isArray(stored) ? stored.filter(isView) : []
  },
  meta: { reads: [] },
})

function isView(given: unknown): given is TaskView {
  const { name, search } = recordOf(given)
  return typeof name === 'string' && isRecord(search)
}

export async function saveTaskViews(views: readonly TaskView[]): Promise<void> {
  await api.users.set_preferences({ preferences: { 'clearway.task_views': [...views] } })
  // Preferences are not among the changes that the server sends.
  await queryClient.invalidateQueries({ queryKey: taskViewsQuery.queryKey })
}
