import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: async ({ signal }) => (await api.schedules.get_all({}, { signal })).schedules,
  // The last task that a schedule started is shown with its status.
  meta: { reads: (data) => ['schedule', ...startedBy(data)] },
})

export const triggersQuery = queryOptions({
  queryKey: ['triggers'],
  queryFn: async ({ signal }) => (await api.triggers.get_all({}, { signal })).triggers,
  meta: { reads: (data) => ['trigger', ...startedBy(data)] },
})

interface Fired {
  readonly fires: readonly { readonly task?: { readonly id: string } }[]
}

function startedBy(data: unknown): string[] {
  return ((data ?? []) as readonly Fired[]).flatMap(({ fires }) =>
    fires.flatMap(({ task }) => (task === undefined ? [] : [`task:${task.id}`])),
  )
}
