import type { Clock, Reader, Tx } from '../../scope.ts'
import { rowBatches } from '../sql/row-batches.ts'

/** For how long a DELETE of a file is expected after the server has deleted the task or model that refers to the file. */
const releaseMilliseconds = 600_000

/** Records that the server itself has handled these files, so that a DELETE by the client has nothing left to do. */
export async function addReleases({ db, company, tick }: Tx, paths: readonly string[]): Promise<void> {
  const expires = tick() + releaseMilliseconds
  for (const batch of rowBatches([...new Set(paths)].map((path) => ({ company, path, expires }))))
    await db
      .insertInto('file_release')
      .values(batch)
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

/** Deletes the record for a path where a file is stored anew, so that a DELETE applies to the new file. */
export async function dropRelease({ db, company }: Tx, path: string): Promise<void> {
  await db.deleteFrom('file_release').where('company', '=', company).where('path', '=', path).execute()
}

export async function sweepReleases({ db, tick }: Tx): Promise<void> {
  await db.deleteFrom('file_release').where('expires', '<=', tick()).execute()
}
