import type { Role } from '@clearway/contract'
import type { Reader } from '../../scope.ts'

/** The user in whose name a schedule or a trigger starts tasks; undefined if there is no such user any more. */
export async function findStarter(
  { db, company }: Reader,
  id: string,
): Promise<{ readonly id: string; readonly name: string; readonly role: Role } | undefined> {
  return db
    .selectFrom('user')
    .select(['id', 'name', 'role'])
    .where('id', '=', id)
    .where('company', '=', company)
    .where('deleted', 'is', null)
    .executeTakeFirst()
}
