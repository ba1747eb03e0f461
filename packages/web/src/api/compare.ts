import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

const compared = [
  'id',
  'name',
  'type',
  'status',
  'project.name',
  'hyperparams',
  'script',
  'configuration',
  'container',
  'execution.artifacts',
  'models',
  'last_metrics',
]

/** Several tasks with all in which they may differ, in the order of their ids. Ids that name no task are left out. */
export const comparedQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['compared', ids],
    queryFn: async ({ signal }) => {
      const { tasks } = await api.tasks.get_all_ex({ id: [...ids], only_fields: compared }, { signal })
      const known = new Map(tasks.map((task) => [task.id, task]))
      return ids.flatMap((id) => known.get(id) ?? [])
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    meta: { reads: ids.flatMap((id) => [`task:${id}`, `metrics:${id}`]) },
  })

/** The images of several tasks, the latest iterations first. */
export const comparedImagesQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['compared-images', ids],
    queryFn: async ({ signal }) =>
      (await api.events.debug_images({ metrics: ids.map((task) => ({ task })), iters: 100 }, { signal })).metrics,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    meta: { reads: ids.flatMap((id) => [`task:${id}`, `metrics:${id}`]) },
  })
