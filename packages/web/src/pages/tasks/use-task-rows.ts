import { useQuery } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import type { TaskStatus } from '@clearway/contract/status'
import { taskCountsQuery, type TaskListRequest, taskPartQuery } from '../../api/task-list.ts'
import type { Rows } from '../../table/held-rows.ts'
import { usePagedRows } from '../../table/use-paged-rows.ts'

interface TaskRows {
  readonly newest: Rows<Task>
  readonly counts: Readonly<Record<TaskStatus, number>> | undefined
  /** How many tasks the list has; undefined until it is known. */
  readonly total: number | undefined
  readonly error: Error | null
}

/** The rows of a list of tasks, and how many it has of each status. */
export function useTaskRows(request: TaskListRequest, range: readonly [number, number]): TaskRows {
  const { data: counts, error } = useQuery(taskCountsQuery(request))
  const paged = usePagedRows<Task>({
    list: JSON.stringify(request),
    queryOf: (part) => taskPartQuery(request, part) as never,
    total: counts === undefined ? undefined : totalOf(counts, request.status),
    range,
  })
  return { ...paged, counts, error: error ?? paged.error }
}

function totalOf(counts: Readonly<Record<TaskStatus, number>>, status: TaskStatus | undefined): number {
  return status === undefined ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[status]
}
