import type { TaskStatus } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf, isPostgres } from '../connection/dialect.ts'
import { firstStart } from '../sql/first-start.ts'
import { isShownRun } from '../sql/shown-run.ts'
import { inList } from '../sql/in-list.ts'
import { parse } from '../sql/json.ts'
import { jsonTexts } from '../sql/json-text.ts'
import { isTagged } from './tags.ts'

/** A run in a list of the last ones; times in ms since the epoch. */
export interface LastRunRow {
  readonly id: string
  readonly name: string
  readonly status: TaskStatus
  readonly status_changed: number
  readonly begun: number | null
  readonly started: number | null
  readonly completed: number | null
}

interface RunsOfProject {
  readonly version: string | null
  /** The newest first. */
  readonly runs: readonly LastRunRow[]
}

/** The last runs in each of these projects that lists show, and the version of the newest; in one statement. */
export async function readRunsOfProjects({ db, company }: Reader, projects: readonly string[], most: number) {
  const [array, group] = isPostgres(db) ? [sql`json_build_array`, sql`json_agg`] : [sql`json_array`, sql`json_group_array`]
  const runs = sql`from task t where t.company = ${company} and t.project = p.id
    and ${isShownRun('t')} order by t.created desc, t.id desc`
  const { rows } = await sql<{ project: string; version: string | null; runs: string | null }>`
    select p.id as project, (select ${jsonTexts(db, 't.runtime')('version')} ${runs} limit 1) as version,
      cast((select ${group}(${array}(id, name, status, status_changed, begun, started, completed) order by created desc, id desc) from (
        select t.id, t.name, t.status, t.status_changed, ${firstStart('t')} as begun, t.started, t.completed, t.created
        ${runs} limit ${sql.lit(most)}) as last) as text) as runs
    from project p where ${inList(sql.ref('p.id'), projects, dialectOf(db))}`.execute(db)
  return new Map<string, RunsOfProject>(
    rows.map(({ project, version, runs: listed }) => [project, { version, runs: parse<readonly StoredRun[]>(listed ?? '[]').map(rowOf) }]),
  )
}

type StoredRun = readonly [
  id: string,
  name: string,
  status: TaskStatus,
  changed: number,
  begun: number | null,
  started: number | null,
  completed: number | null,
]

function rowOf([id, name, status, changed, begun, started, completed]: StoredRun): LastRunRow {
  return { id, name, status, status_changed: changed, begun, started, completed }
}

/** The projects of those of these tasks that are runs. */
export async function projectsOfRuns({ db, company }: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('task as t')
    .select(['t.id', 't.project'])
    .where('t.company', '=', company)
    .where('t.type', '=', 'controller')
    .where(isTagged('t.id', 'pipeline'))
    .where(inList(sql.ref('t.id'), ids, dialectOf(db)))
    .execute()
  return new Map(rows.flatMap(({ id, project }) => (project === null ? [] : [[id, project] as const])))
}
