import type { TaskType } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'

/** The types of the company's tasks and of public ones, sorted; with projects, of the tasks in these and below. */
export async function typesOfTasks({ db, company }: Reader, projects: readonly string[]): Promise<readonly TaskType[]> {
  const within =
    projects.length === 0
      ? sql`1 = 1`
      : sql`project in (
          select below.id from project as root
          inner join project as below on below.company = root.company and (below.id = root.id or (below.name >= root.name || '/' and below.name < root.name || '0'))
          where ${inList(sql.ref('root.id'), projects, dialectOf(db))})`
  const { rows } = await sql<{
    type: TaskType
  }>`select distinct type from task where company in (${company}, '') and ${within} order by type`.execute(db)
  return rows.map(({ type }) => type)
}
