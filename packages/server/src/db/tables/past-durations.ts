import { finishedStatuses } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'
import { firstStart } from '../sql/first-start.ts'
import { parse } from '../sql/json.ts'

/** Tasks of one name in a project: executions of one step. */
export interface Namesakes {
  readonly project: string
  readonly name: string
}

/** How many executions of each are read, the last ones. */
const mostExecutions = 9
const finished = sql.join(finishedStatuses.map((status) => sql.lit(status)))

/** How long the last completed tasks of each name took, in ms; in one statement. What has none is left out. */
export async function pastDurations({ db, company }: Reader, asked: readonly Namesakes[]) {
  if (asked.length === 0) return []
  const list = JSON.stringify(asked.map(({ project, name }) => ({ project, name })))
  const [rows, listed] = isPostgres(db)
    ? [sql`jsonb_to_recordset(${list}::jsonb) as asked(project text, name text)`, sql`json_agg(took)`]
    : [
        sql`(select json_extract(value, '$.project') as project, json_extract(value, '$.name') as name from json_each(${list})) as asked`,
        sql`json_group_array(took)`,
      ]
  const { rows: found } = await sql<{ project: string; name: string; durations: string | null }>`
    select asked.project, asked.name, cast((select ${listed} from (
      select t.completed - coalesce(${firstStart('t')}, t.started) as took from task t
      where t.company = ${company} and t.project = asked.project and t.name = asked.name
        and t.completed is not null and t.started is not null and t.status in (${finished})
      order by t.completed desc limit ${sql.lit(mostExecutions)}) as past) as text) as durations
    from ${rows}`.execute(db)
  return found.map(({ project, name, durations }) => ({
    project,
    name,
    durations: durations === null ? [] : parse<readonly number[]>(durations),
  }))
}
