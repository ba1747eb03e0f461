import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { longestList, tasksQuery } from '../api/queries.ts'
import { VirtualTable } from '../table/virtual-table.tsx'
import { Command } from '../ui/copy.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { taskColumns } from './task-columns.tsx'
import { TaskFilter } from './task-filter.tsx'

const route = getRouteApi('/framed/pipelines')

/** The runs of all pipelines, the latest first. */
export function PipelinesPage() {
  const { q, status } = route.useSearch()
  const navigate = useNavigate()
  const { data, error } = useQuery(tasksQuery({ type: ['controller'], ...(q ? { text: q } : {}), ...(status ? { status: [status] } : {}) }))
  const rows = data?.tasks ?? []
  return (
    <div className="list-page">
      <div className="bar">
        <h1>Pipelines</h1>
        <TaskFilter
          filter={{ ...(q ? { q } : {}), ...(status ? { status } : {}) }}
          onChange={(search) => void navigate({ to: '/pipelines', search: search as object, replace: true })}
        />
        <span className="muted">
          {rows.length === longestList ? `the latest ${longestList} runs` : `${rows.length} ${rows.length === 1 ? 'run' : 'runs'}`}
        </span>
      </div>
      <Failure error={error} />
      {data !== undefined && rows.length === 0 ? (
        <Empty>
          <p>No run is here{q || status ? ' that is as the filter asks' : ' yet'}. This lays down a pipeline and runs it:</p>
          <Command text="npx clearway init my-pipeline && cd my-pipeline && npx clearway run pipeline.ts" />
        </Empty>
      ) : (
        <VirtualTable
          label="Runs"
          rows={rows}
          columns={taskColumns}
          idOf={({ id }) => id}
          onOpen={({ id }) => void navigate({ to: '/runs/$run', params: { run: id } })}
        />
      )}
    </div>
  )
}
