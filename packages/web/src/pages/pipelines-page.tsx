import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { TaskType } from '@clearway/contract/status'
import { useCallback } from 'react'
import { FirstPipeline } from './pipelines/first-pipeline.tsx'
import { PipelineLines } from './pipelines/pipeline-lines.tsx'
import type { SearchChange } from './tasks/filter-bar.tsx'
import { TaskList } from './tasks/task-list.tsx'
import { readTaskSearch } from './tasks/task-search.ts'

const route = getRouteApi('/framed/pipelines')
const noun = ['run', 'runs'] as const
const types: readonly TaskType[] = ['controller']

/** The pipelines with their last runs, and below them the runs of all pipelines, the latest first. */
export function PipelinesPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const change = useCallback(
    (part: SearchChange) => void navigate({ to: '/pipelines', search: (old) => readTaskSearch({ ...old, ...part }), replace: true }),
    [navigate],
  )
  return (
    <TaskList
      title="Pipelines"
      noun={noun}
      types={types}
      search={search}
      onChange={change}
      onOpen={({ id }) => void navigate({ to: '/runs/$run', params: { run: id } })}
      above={<PipelineLines />}
      aside={
        <Link to="/pipelines/new" className="button">
          New run
        </Link>
      }
      empty={<FirstPipeline />}
    />
  )
}
