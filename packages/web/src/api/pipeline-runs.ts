import { givenOf } from '@clearway/contract/given'
import type { GridRun, PipelineOrder } from '@clearway/contract'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import { queryClient } from './query-client.ts'

/** How many runs the page of a pipeline shows. */
const mostRuns = 10

export type GridRunDocument = GridRun & Required<Pick<GridRun, 'steps'>>

/** The last runs in a pipeline's project with their steps, the oldest first. Of runs whose steps are as they were before, the steps are not sent again. */
export const runGridQuery = (project: string) => {
  const queryKey = ['run-grid', project]
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) => {
      const before = new Map(queryClient.getQueryData<GridRunDocument[]>(queryKey)?.map(({ mark, steps }) => [mark, steps]))
      const { runs } = await api.runs.grid({ project, limit: mostRuns, known: [...before.keys()] }, { signal })
      return runs.map(({ steps, ...run }): GridRunDocument => ({ ...run, steps: steps ?? before.get(run.mark) ?? [] }))
    },
    meta: { reads: (data) => [`project:${project}`, `project:${project}:task`, ...tasksOf(data as GridRunDocument[] | undefined)] },
  })
}

/** The changes of the runs, which may leave the project, and of the tasks of their steps that are in others. */
function tasksOf(runs: readonly GridRunDocument[] = []): string[] {
  return runs.flatMap(({ id, elsewhere = [] }) => [id, ...elsewhere].map((task) => `task:${task}`))
}

/** How many pipelines are read at once. */
const pipelinesAtOnce = 20

/** A page of the pipelines with their last runs, from 0: of those with a text in their names, in an order. */
export const pipelinesQuery = (page: number, text: string | undefined, order: PipelineOrder | undefined) =>
  queryOptions({
    queryKey: ['pipelines', page, text, order],
    queryFn: ({ signal }) => api.runs.pipelines({ page, page_size: pipelinesAtOnce, ...givenOf({ text, order }) }, { signal }),
    placeholderData: keepPreviousData,
    meta: { reads: ['project', 'task', 'schedule'] },
  })
