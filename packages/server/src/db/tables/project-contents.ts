import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'

export interface SubtreeProject {
  readonly id: string
  readonly basename: string
  /** Whether the project is a pipeline, or groups them. */
  readonly pipeline: boolean
  readonly dataset: boolean
}

/** A project and all below it, which are a range of the index on names. */
export async function subtreeOf(
  { db, company }: Reader,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<readonly SubtreeProject[]> {
  const has = (tag: string) =>
    sql`(select count(*) from project_tag as g where g.project = project.id and g.kind = 'system_tags' and g.tag = ${tag})`
  const { rows } = await sql<{ id: string; basename: string; pipeline: number; dataset: number }>`
    select id, basename, ${has('pipeline')} as pipeline, ${has('dataset')} as dataset from project
    where company = ${company} and (id = ${id} or (name > ${`${name}/`} and name < ${`${name}0`}))`.execute(db)
  return rows.map((row) => ({ ...row, pipeline: Number(row.pipeline) > 0, dataset: Number(row.dataset) > 0 }))
}

export interface TaskCount {
  readonly project: string
  readonly archived: boolean
  readonly controller: boolean
  readonly report: boolean
  readonly count: number
}
export interface ModelCount {
  readonly project: string
  readonly archived: boolean
  readonly count: number
}

/** How many tasks and models the projects hold, by what decides whether a project may be deleted: one statement for each. */
export async function contentsOf(
  { db }: Pick<Reader, 'db'>,
  projects: readonly string[],
): Promise<{ readonly tasks: readonly TaskCount[]; readonly models: readonly ModelCount[] }> {
  const inside = inList(sql.ref('project'), projects, dialectOf(db))
  const tagged = (table: 'task' | 'model', tag: string) =>
    sql`case when exists (select 1 from ${sql.table(`${table}_tag`)} as g where ${sql.ref(`g.${table}`)} = ${sql.ref(`${table}.id`)} and g.kind = 'system_tags' and g.tag = ${tag}) then 1 else 0 end`
  const tasks = await sql<Record<keyof TaskCount, string>>`
    select project, archived, controller, report, count(*) as count from (
      select project, archived, case when type = 'controller' then 1 else 0 end as controller, ${tagged('task', 'reports')} as report from task where ${inside}
    ) as held group by project, archived, controller, report`.execute(db)
  const models = await sql<Record<keyof ModelCount, string>>`
    select project, archived, count(*) as count from (
      select project, ${tagged('model', 'archived')} as archived from model where ${inside}
    ) as held group by project, archived`.execute(db)
  const is = (flag: string) => Number(flag) === 1
  return {
    tasks: tasks.rows.map(({ project, archived, controller, report, count }) => ({
      project,
      archived: is(archived),
      controller: is(controller),
      report: is(report),
      count: Number(count),
    })),
    models: models.rows.map(({ project, archived, count }) => ({ project, archived: is(archived), count: Number(count) })),
  }
}

/** The ids of the tasks, or of the models, in projects. */
export async function idsIn({ db }: Pick<Reader, 'db'>, table: 'task' | 'model', projects: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where ${inList(sql.ref('project'), projects, dialectOf(db))} order by id`.execute(db)
  return rows.map(({ id }) => id)
}
