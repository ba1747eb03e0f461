import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import { queryClient } from './query-client.ts'
import type { RunDocument } from './read-run.ts'

/** What a retry of a run from a step would do to its steps. */
export const retryPreviewQuery = (run: string, from: string) =>
  queryOptions({
    queryKey: ['retry-preview', run, from],
    queryFn: ({ signal }) => api.runs.preview_retry({ run, from }, { signal }),
    meta: { reads: () => [`task:${run}`, queryClient.getQueryData<RunDocument>(['run', run])?.reads] },
  })
