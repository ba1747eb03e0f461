import type { Clock, Reader, Tx } from '../../scope.ts'

/** How long a DELETE may follow on the deletion of the task or model that named the file. */
const releaseMilliseconds = 600_000

/** Notes that the server itself has dealt with these files. */
export async function addReleases({ db, company, tick }: Tx, paths: readonly string[]): Promise<void> {
  const expires = tick() + releaseMilliseconds
  for (const path of new Set(paths))
    await db
      .insertInto('file_release')
      .values({ company, path, expires })
      .onConflict((on) => on.columns(['company', 'path']).doUpdateSet({ expires }))
      .execute()
}

export async function isReleased({ db, company, tick }: Reader & Clock, path: string): Promise<boolean> {
  const found = await db
    .selectFrom('file_release')
    .select('path')
    .where('company', '=', company)
    .where('path', '=', path)
    .where('expires', '>', tick())
    .executeTakeFirst()
  return found !== undefined
}

/** A file that is stored anew is nobody's released one. */
export async function dropRelease({ db, company }: Tx, path: string): Promise<void> {
  await db.deleteFrom('file_release').where('company', '=', company).where('path', '=', path).execute()
}

export async function sweepReleases({ db, tick }: Tx): Promise<void> {
  await db.deleteFrom('file_release').where('expires', '<=', tick()).execute()
}
