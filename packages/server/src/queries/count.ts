import { type TaskStatus, taskStatuses } from '@clearway/contract'
import { sql } from 'kysely'
import type { Entity } from './field.ts'
import type { ListScope } from './list-ids.ts'
import type { ListRequest } from './request.ts'
import { selectRows } from './selection.ts'

export interface TaskCounts {
  readonly total: number
  readonly by_status: Record<TaskStatus, number>
}

/** Counts the tasks that meet a request, by status. Hidden tasks count if the request asks for them, as in a list. */
export async function countTasks(scope: ListScope, request: ListRequest): Promise<TaskCounts> {
  const counts = new Map<string, number>()
  for (const { from } of await selectRows(scope, 'task', { search_hidden: false, ...request })) {
    const { rows } = await sql<{ status: string; count: number }>`select status, count(*) as count ${from} group by status`.execute(
      scope.reader,
    )
    for (const { status, count } of rows) counts.set(status, (counts.get(status) ?? 0) + Number(count))
  }
  return {
    total: counts.values().reduce((sum, count) => sum + count, 0),
    by_status: Object.fromEntries(taskStatuses.map((status) => [status, counts.get(status) ?? 0])) as Record<TaskStatus, number>,
  }
}

/** Counts the models that meet a request. */
export const countModels = (scope: ListScope, request: ListRequest): Promise<number> => countRows(scope, 'model', request)

/** Counts the rows that meet a request, no further than `limit`, if there is one. */
export async function countRows(scope: ListScope, entity: Entity, request: ListRequest, limit?: number): Promise<number> {
  let total = 0
  for (const { from } of await selectRows(scope, entity, request)) {
    const counted = limit === undefined ? from : sql`from (select 1 ${from} limit ${limit - total}) as first`
    const { rows } = await sql<{ count: number }>`select count(*) as count ${counted}`.execute(scope.reader)
    total += Number(rows[0]?.count ?? 0)
  }
  return total
}
