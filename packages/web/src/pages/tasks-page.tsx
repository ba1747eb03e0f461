import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import { longestList, tasksQuery } from '../api/queries.ts'
import { type Column, VirtualTable } from '../table/virtual-table.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { taskColumns } from './task-columns.tsx'
import { TaskFilter } from './task-filter.tsx'

const route = getRouteApi('/framed/tasks')
const typeColumn: Column<Task> = { id: 'type', header: 'Type', width: '120px', cell: ({ type }) => type }
const columns = [...taskColumns.slice(0, 2), typeColumn, ...taskColumns.slice(2)]

export function TasksPage() {
  const { q, status } = route.useSearch()
  const navigate = useNavigate()
  const { data, error } = useQuery(tasksQuery({ ...(q ? { text: q } : {}), ...(status ? { status: [status] } : {}) }))
  const rows = data?.tasks ?? []
  return (
    <div className="list-page">
      <div className="bar">
        <h1>Tasks</h1>
        <TaskFilter
          filter={{ ...(q ? { q } : {}), ...(status ? { status } : {}) }}
          onChange={(search) => void navigate({ to: '/tasks', search: search as object, replace: true })}
        />
        <span className="muted">
          {rows.length === longestList ? `the latest ${longestList}` : `${rows.length} ${rows.length === 1 ? 'task' : 'tasks'}`}
        </span>
      </div>
      <Failure error={error} />
      {data !== undefined && rows.length === 0 ? (
        <Empty>No task is as the filter asks.</Empty>
      ) : (
        <VirtualTable
          label="Tasks"
          rows={rows}
          columns={columns}
          idOf={({ id }) => id}
          onOpen={({ id, type }) =>
            void (type === 'controller'
              ? navigate({ to: '/runs/$run', params: { run: id } })
              : navigate({ to: '/tasks/$task', params: { task: id } }))
          }
        />
      )}
    </div>
  )
}
