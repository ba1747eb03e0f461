import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Teach } from '../../connect/teach.tsx'
import type { SearchChange } from './filter-bar.tsx'
import { TaskList } from './task-list.tsx'
import { TaskViews } from './task-views.tsx'
import { readTaskSearch } from './task-search.ts'

const route = getRouteApi('/framed/tasks')
const noun = ['task', 'tasks'] as const

/** All tasks of the workspace. */
export function TasksPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const change = useCallback(
    (part: SearchChange) => void navigate({ to: '/tasks', search: (old) => readTaskSearch({ ...old, ...part }), replace: true }),
    [navigate],
  )
  return (
    <TaskList
      title="Tasks"
      noun={noun}
      search={search}
      onChange={change}
      onOpen={({ id, type }) =>
        void (type === 'controller'
          ? navigate({ to: '/runs/$run', params: { run: id } })
          : navigate({ to: '/tasks/$task', params: { task: id } }))
      }
      aside={<TaskViews search={search} />}
      empty={<Teach page="tasks">No task is here yet. Whatever a pipeline or a program runs appears here.</Teach>}
    />
  )
}
