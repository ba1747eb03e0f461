import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import { queryClient } from './query-client.ts'

/** Until when the user has looked at what failed, in ISO 8601; null if the user has never said so. The server stores it, so that it holds in every browser. */
export const seenQuery = queryOptions({
  queryKey: ['seen'],
  queryFn: async ({ signal }) => {
    const { preferences } = await api.users.get_preferences({}, { signal })
    const seen = (preferences['clearway'] as { readonly seen_until?: unknown } | undefined)?.seen_until
    return typeof seen === 'string' && !Number.isNaN(Date.parse(seen)) ? seen : null
  },
  meta: { reads: [] },
})

export async function setSeen(until: string): Promise<void> {
  await api.users.set_preferences({ preferences: { 'clearway.seen_until': until } })
  // Preferences are not among the changes that the server sends.
  await queryClient.invalidateQueries({ queryKey: seenQuery.queryKey })
}

const shown = [
  'id',
  'name',
  'type',
  'status',
  'status_changed',
  'status_message',
  'status_reason',
  'project.name',
  'begun',
  'started',
  'completed',
  'execution.queue',
]
const changedAfter = (seen: string | null) => (seen === null ? {} : { status_changed: [`>${seen}`] })

/** The runs that failed since a time, and the tasks that no run has started; the latest first. */
export const failedQuery = (seen: string | null) =>
  queryOptions({
    queryKey: ['failed-since', seen],
    queryFn: async ({ signal }) => {
      const failed = { status: ['failed'], ...changedAfter(seen), system_tags: ['-archived'], search_hidden: true }
      const list = { ...failed, order_by: ['-status_changed'], only_fields: shown, page: 0, page_size: 50 }
      const [runs, tasks] = await Promise.all([
        api.tasks.get_all_ex({ ...list, type: ['controller'] }, { signal }),
        api.tasks.get_all_ex({ ...list, type: ['-controller'], parent: [null] }, { signal }),
      ])
      return [...runs.tasks, ...tasks.tasks].toSorted((a, b) => Date.parse(b.status_changed ?? '') - Date.parse(a.status_changed ?? ''))
    },
    meta: { reads: ['task'] },
  })

/** How many runs ended since a time, by status. */
export const endedQuery = (seen: string | null) =>
  queryOptions({
    queryKey: ['ended-since', seen],
    queryFn: async ({ signal }) =>
      (await api.tasks.count({ type: ['controller'], ...changedAfter(seen), system_tags: ['-archived'], search_hidden: true }, { signal }))
        .by_status,
    meta: { reads: ['task'] },
  })

/** How far runs are, by their ids. */
export const progressQuery = (runs: readonly string[]) =>
  queryOptions({
    queryKey: ['progress', runs],
    queryFn: async ({ signal }) => new Map((await api.runs.progress({ runs: [...runs] }, { signal })).runs.map((one) => [one.run, one])),
    placeholderData: keepPreviousData,
    meta: { reads: ['task'] },
  })
