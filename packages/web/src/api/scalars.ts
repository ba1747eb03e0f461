import { type ScalarCurve, withNews } from '@clearway/contract/scalar-curves'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import { queryClient } from './query-client.ts'

export interface ScalarsDocument {
  readonly curves: readonly ScalarCurve[]
  /** Where the next reading goes on. */
  readonly after: string
}

/** The curves of tasks, of at most so many points each. Each reading asks for what came since the one before. */
function curvesQuery(tasks: readonly string[], samples: number) {
  const queryKey = ['scalars', tasks, samples]
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<ScalarsDocument> => {
      const known = queryClient.getQueryData<ScalarsDocument>(queryKey)
      const after = known === undefined ? {} : { after: known.after }
      const answer = await api.events.follow_scalars({ tasks: [...tasks], samples, ...after }, { signal })
      return { curves: withNews(known?.curves ?? [], answer), after: answer.after }
    },
    // Each curve stays the same object until it changes, and has thousands of points to compare.
    structuralSharing: false,
    enabled: tasks.length > 0,
    meta: { reads: tasks.flatMap((task) => [`task:${task}`, `metrics:${task}`]) },
  })
}

export const scalarsQuery = (task: string) => curvesQuery([task], 2000)

/** The curves of several tasks, to be drawn over each other. */
export const comparedScalarsQuery = (tasks: readonly string[]) => ({ ...curvesQuery(tasks, 1000), placeholderData: keepPreviousData })

/** The metrics of a task that have one value and no iterations. */
export const singleValuesQuery = (task: string) =>
  queryOptions({
    queryKey: ['single-values', task],
    queryFn: async ({ signal }) => {
      const { tasks } = await api.events.get_task_single_value_metrics({ tasks: [task] }, { signal })
      return tasks.flatMap(({ values }) => values.map(({ variant, value }) => ({ name: String(variant), value: Number(value) })))
    },
    meta: { reads: [`task:${task}`, `metrics:${task}`] },
  })
