import { sql } from 'kysely'
import { parseObject } from '../db/sql/unreadable.ts'
import type { ListScope } from './list-ids.ts'
import type { ListRequest } from './request.ts'
import { selectRows } from './selection.ts'

export interface DatasetStats {
  readonly file_count: number
  /** In bytes. */
  readonly total_size: number
}

/** What the newest version of each dataset holds, as its task says in `runtime`: the task of a project that was updated last. */
export async function datasetStats(scope: ListScope, request: ListRequest): Promise<ReadonlyMap<string, DatasetStats>> {
  const stats = new Map<string, DatasetStats>()
  for (const { from, target } of await selectRows(scope, 'task', request)) {
    const empty = target.dialect === 'postgres' ? sql`'{}'::jsonb` : sql`'{}'`
    const { rows } = await sql<{ project: string; runtime: string }>`
      select project, runtime from (
        select project, runtime, row_number() over (partition by project order by last_update desc, id desc) as place ${from} and runtime <> ${empty}
      ) as newest where place = 1`.execute(scope.reader)
    for (const { project, runtime } of rows) {
      const { ds_file_count: files, ds_total_size: size } = parseObject(runtime) ?? {}
      stats.set(project, { file_count: Number(files ?? 0), total_size: Number(size ?? 0) })
    }
  }
  return stats
}
