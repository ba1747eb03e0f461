import type { ProjectStats, TaskStatus } from '@clearway/contract'
import { taskStatuses } from '@clearway/contract'
import { sql } from 'kysely'
import { isoTime } from '../db/sql/iso-time.ts'
import type { ListScope } from './list-ids.ts'
import type { ListRequest } from './request.ts'
import { selectRows } from './selection.ts'

export type Visibility = 'active' | 'archived'

/** What the tasks of one project with one status come to. */
export interface TaskSums {
  readonly project: string
  readonly archived: 0 | 1
  readonly status: TaskStatus
  readonly tasks: number
  /** The sum of the run times. */
  readonly seconds: number
  /** How many completed in the last 24 hours. */
  readonly recent: number
  /** When the last one started, in milliseconds since the epoch. */
  readonly started: number | null
}

const day = 24 * 60 * 60 * 1000

/** Sums up the tasks that meet a request, for each project and status: one statement, which an index answers if the request names projects alone. */
export async function sumTasks(scope: ListScope, request: ListRequest): Promise<readonly TaskSums[]> {
  const sums: TaskSums[] = []
  for (const { from } of await selectRows(scope, 'task', request)) {
    const { rows } = await sql<Record<keyof TaskSums, string>>`
      select project, archived, status, count(*) as tasks, max(started) as started,
        coalesce(sum((completed - started) / 1000) filter (where completed > started), 0) as seconds,
        count(*) filter (where completed > ${scope.now() - day}) as recent
      ${from} group by project, archived, status`.execute(scope.reader)
    for (const { project, archived, status, tasks, seconds, recent, started } of rows)
      sums.push({
        project,
        archived: Number(archived) === 1 ? 1 : 0,
        status: status as TaskStatus,
        tasks: Number(tasks),
        seconds: Number(seconds),
        recent: Number(recent),
        started: started === null ? null : Number(started),
      })
  }
  return sums
}

/** Statuses in which a time of completion is that of an earlier run, or of a failure. */
const notCompleted: readonly TaskStatus[] = ['queued', 'in_progress', 'failed']

/** The statistics of one project from the sums of its own tasks and of those below. Source: ClearML server 2.3.0. */
export function statsOf(sums: readonly TaskSums[], state: Visibility): ProjectStats {
  const counted = sums.filter(({ archived }) => (archived === 1) === (state === 'archived'))
  const total = (value: (one: TaskSums) => number) => counted.reduce((sum, one) => sum + value(one), 0)
  const started = counted.flatMap((one) => one.started ?? [])
  return {
    status_count: Object.fromEntries(taskStatuses.map((status) => [status, total((one) => (one.status === status ? one.tasks : 0))])),
    total_tasks: total(({ tasks }) => tasks),
    total_runtime: total(({ seconds }) => seconds),
    completed_tasks_24h: total(({ status, recent }) => (notCompleted.includes(status) ? 0 : recent)),
    last_task_run: started.length === 0 ? null : isoTime(Math.max(...started)),
  }
}

/** How many tasks or models that meet a request each project holds itself. */
export async function countByProject(
  scope: ListScope,
  entity: 'task' | 'model',
  request: ListRequest,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const { from } of await selectRows(scope, entity, request)) {
    const { rows } = await sql<{ project: string; count: number }>`select project, count(*) as count ${from} group by project`.execute(
      scope.reader,
    )
    for (const { project, count } of rows) counts.set(project, (counts.get(project) ?? 0) + Number(count))
  }
  return counts
}
