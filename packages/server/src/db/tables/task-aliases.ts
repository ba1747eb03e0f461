import { sql } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'

/** Those of the ids that are aliases, each with its task. */
export async function findAliases({ db, company }: Reader, ids: readonly string[]): Promise<{ alias: string; task: string }[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('task_alias')
    .select(['alias', 'task'])
    .where(inList(sql.ref('alias'), ids, dialectOf(db)))
    .where('company', '=', company)
    .execute()
}

export async function addAlias({ db, company }: Tx, alias: string, task: string): Promise<void> {
  await db.insertInto('task_alias').values({ alias, company, task }).execute()
}
