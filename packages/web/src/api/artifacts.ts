import { queryOptions } from '@tanstack/react-query'
import { rowsAtOnce } from '../table/rows-at-once.ts'
import { api } from './client.ts'

/** Which artifacts a list shows. */
export interface ArtifactFilter {
  readonly text?: string
  readonly hash?: string
  /** The id of a project: artifacts of tasks in it and below. */
  readonly project?: string
}

/** One part of the list of artifacts, the newest first. */
export const artifactPartQuery = (filter: ArtifactFilter, part: number) =>
  queryOptions({
    queryKey: ['artifacts', filter, part],
    queryFn: async ({ signal }) => {
      const { artifacts, total } = await api.artifacts.get_all({ ...filter, page: part, page_size: rowsAtOnce }, { signal })
      return { rows: artifacts, total }
    },
    meta: { reads: ['task'] },
  })

/** The artifacts of one task. */
export const taskArtifactsQuery = (task: string) =>
  queryOptions({
    queryKey: ['artifacts-of', task],
    queryFn: async ({ signal }) => (await api.artifacts.get_all({ task, page_size: 500 }, { signal })).artifacts,
    meta: { reads: [`task:${task}`] },
  })
