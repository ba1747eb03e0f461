import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import { queryClient } from './query-client.ts'

/** The user has marked failures up to this time as seen, in ISO 8601; null: none. The server stores it, so that it holds in every browser. */
export const seenUntilQuery = queryOptions({
  queryKey: ['seen'],
  queryFn: async ({ signal }) => {
    const { preferences } = await api.users.get_preferences({}, { signal })
    const until = (preferences['clearway'] as { readonly seen_until?: unknown } | undefined)?.seen_until
    return typeof until === 'string' && !Number.isNaN(Date.parse(until)) ? until : null
  },
  meta: { reads: [] },
})

export async function setSeenUntil(until: string): Promise<void> {
  await api.users.set_preferences({ preferences: { 'clearway.seen_until': until } })
  // Preferences are not among the changes that the server sends.
  await queryClient.invalidateQueries({ queryKey: seenUntilQuery.queryKey })
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
const changedAfter = (since: string | null) => (since === null ? {} : { status_changed: [`>${since}`] })

/** The runs that failed since a time, and the tasks that no run has started; the latest first. */
export const failedQuery = (since: string | null) =>
  queryOptions({
    queryKey: ['failed-since', since],
    queryFn: async ({ signal }) => {
      const failed = { status: ['failed'], ...changedAfter(since), system_tags: ['-archived'], search_hidden: true }
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
export const endedQuery = (since: string | null) =>
  queryOptions({
    queryKey: ['ended-since', since],
    queryFn: async ({ signal }) =>
      (await api.tasks.count({ type: ['controller'], ...changedAfter(since), system_tags: ['-archived'], search_hidden: true }, { signal }))
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
