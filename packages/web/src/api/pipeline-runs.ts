import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** How many runs the page of a pipeline shows. */
const mostRuns = 10

/** The ids of the last runs in a pipeline's project, the oldest first. */
export const lastRunsQuery = (project: string) =>
  queryOptions({
    queryKey: ['last-runs', project],
    queryFn: async ({ signal }) => {
      const { tasks } = await api.tasks.get_all_ex(
        {
          project: [project],
          type: ['controller'],
          system_tags: ['-archived'],
          // Drafts have run no step yet.
          status: ['-created'],
          search_hidden: true,
          order_by: ['-created'],
          only_fields: ['id'],
          page: 0,
          page_size: mostRuns,
        },
        { signal },
      )
      return tasks.map(({ id }) => id).toReversed()
    },
    placeholderData: keepPreviousData,
    meta: { reads: [`project:${project}`, 'task'] },
  })
