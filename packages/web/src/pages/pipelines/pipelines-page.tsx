import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { TaskType } from '@clearway/contract/status'
import { useCallback, useMemo } from 'react'
import { HoldRows } from '../../table/hold-rows.tsx'
import { FirstPipeline } from './first-pipeline.tsx'
import { PipelineLines } from './pipeline-lines.tsx'
import { TaskList } from '../tasks/task-list.tsx'
import { readTaskSearch } from '../tasks/task-search.ts'
import { type PipelineSearch, readPipelineSearch } from './pipeline-search.ts'

const route = getRouteApi('/framed/pipelines')
const noun = ['run', 'runs'] as const
const types: readonly TaskType[] = ['controller']

/** The pipelines with their last runs, and below them the runs of all pipelines, the latest first. */
export function PipelinesPage() {
  const given = route.useSearch()
  const { find, order } = given
  const search = useMemo(() => readTaskSearch(given), [given])
  const navigate = useNavigate()
  const change = useCallback(
    (part: { readonly [K in keyof PipelineSearch]: PipelineSearch[K] | undefined }) =>
      void navigate({ to: '/pipelines', search: (old) => readPipelineSearch({ ...old, ...part }), replace: true }),
    [navigate],
  )
  return (
    <HoldRows className="held-lists">
      <TaskList
        title="Runs"
        noun={noun}
        types={types}
        search={search}
        onChange={change}
        onOpen={({ id }) => void navigate({ to: '/runs/$run', params: { run: id } })}
        above={
          <PipelineLines
            text={find}
            order={order}
            onChange={change}
            aside={
              <Link to="/pipelines/new" className="button">
                New run
              </Link>
            }
          />
        }
        empty={<FirstPipeline />}
      />
    </HoldRows>
  )
}
