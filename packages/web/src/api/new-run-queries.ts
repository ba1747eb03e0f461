import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** The projects that hold the runs of a pipeline each. */
export const pipelineProjectsQuery = queryOptions({
  queryKey: ['pipeline-projects'],
  queryFn: async ({ signal }) =>
    (
      await api.projects.get_all(
        { name: String.raw`(^|/)\.pipelines/[^/]+$`, search_hidden: true, order_by: ['name'], only_fields: ['id', 'name'] },
        { signal },
      )
    ).projects,
  meta: { reads: ['project'] },
})

/** The newest run in a project: a new one is made like it. */
export const newestRunQuery = (project: string) =>
  queryOptions({
    queryKey: ['newest-run', project],
    queryFn: async ({ signal }) => {
      const { tasks } = await api.tasks.get_all_ex(
        {
          project: [project],
          type: ['controller'],
          system_tags: ['-archived'],
          search_hidden: true,
          order_by: ['-created'],
          only_fields: ['id'],
          page: 0,
          page_size: 1,
        },
        { signal },
      )
      return tasks[0]?.id ?? null
    },
    meta: { reads: [`project:${project}`] },
  })

export interface NewRun {
  readonly run: string
  readonly parameters: Readonly<Record<string, string>>
  readonly queue: string | undefined
}

/** What a new run would be like. */
export const previewQuery = ({ run, parameters, queue }: NewRun) =>
  queryOptions({
    queryKey: ['preview', run, parameters, queue],
    queryFn: ({ signal }) => api.runs.preview({ run, parameters, ...(queue === undefined ? {} : { queue }) }, { signal }),
    placeholderData: keepPreviousData,
    // Not at each change of a task: what comes from the cache is a long search in a large pipeline.
    meta: { reads: ['queue', 'worker'] },
  })
