import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import type { TagKind } from '../schema.ts'

/** Every tag of a kind that anything of the company, or anything public, has; sorted. */
export async function allTags({ db, company }: Reader, kind: TagKind): Promise<string[]> {
  const of = (table: string) => sql`select tag from ${sql.table(table)} where company in (${company}, '') and kind = ${kind}`
  const { rows } = await sql<{
    tag: string
  }>`${of('task_tag')} union ${of('model_tag')} union ${of('project_tag')} union ${of('queue_tag')} order by tag`.execute(db)
  return rows.map(({ tag }) => tag)
}
