import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import type { TaskStatus } from '@clearway/contract/status'
import { useMemo, useState } from 'react'
import { rowsAtOnce, taskCountsQuery, type TaskListRequest, taskPartQuery } from '../../api/task-list.ts'
import type { Rows } from '../../table/held-rows.ts'

interface TaskRows {
  readonly newest: Rows<Task>
  readonly counts: Readonly<Record<TaskStatus, number>> | undefined
  /** How many tasks the list has; undefined until it is known. */
  readonly total: number | undefined
  readonly error: Error | null
}
const partOf = (index: number): number => Math.floor(index / rowsAtOnce)

/** The rows of a list of tasks, of which the parts are read that can be seen, and how many the list has in all. */
export function useTaskRows(request: TaskListRequest, [first, last]: readonly [number, number]): TaskRows {
  const { data: counts, error: countError } = useQuery(taskCountsQuery(request))
  const from = partOf(first)
  const parts = Array.from({ length: partOf(last) - from + 1 }, (_, index) => from + index)
  const read = useQueries({
    queries: parts.map((part) => taskPartQuery(request, part)),
    combine: readParts,
  })
  const total = counts === undefined ? undefined : totalOf(counts, request.status)
  const list = JSON.stringify(request)
  const newest = useMemo(() => {
    const rows: (Task | undefined)[] = Array.from({ length: total ?? 0 })
    for (const [at, tasks] of read.tasks.entries())
      for (const [index, task] of (tasks ?? []).entries()) rows[(from + at) * rowsAtOnce + index] = task
    return { list, rows }
  }, [list, total, read.tasks, from])
  // The list of before stays until the first of the new one has come.
  const isThere = total !== undefined && (total === 0 || read.tasks.some((tasks) => tasks !== undefined))
  const [shown, setShown] = useState(newest)
  if (isThere && shown !== newest) setShown(newest)
  return { newest: isThere ? newest : shown, counts, total, error: countError ?? read.error }
}

function readParts(results: readonly UseQueryResult<Task[]>[]) {
  return { tasks: results.map(({ data }) => data), error: results.find(({ error }) => error !== null)?.error ?? null }
}

function totalOf(counts: Readonly<Record<TaskStatus, number>>, status: TaskStatus | undefined): number {
  return status === undefined ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[status]
}
