import { sql } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'
import { defined } from '../../defined.ts'

/** How many rows one statement takes; SQLite and PostgreSQL both limit the number of parameters. */
const batch = 500

/** `refs` of a blob whose upload is not committed yet, so that no other file can refer to it. */
const uncommitted = -2
/** `refs` of a blob whose bytes are about to be deleted. */
const pendingDelete = -1

/** How long an upload may stay uncommitted after its bytes are stored: far longer than a commit takes. */
const commitMilliseconds = 600_000

/** A blob with this content that is in use, or in its grace period. */
export async function findBlob({ db }: Reader, sha256: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('blob')
    .select('id')
    .where('id', '>', `${sha256}.`)
    .where('id', '<', `${sha256}/`)
    .where('refs', '>=', 0)
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** A new id for bytes. Two blobs of the same content never share an id, so that a late deletion hits no other blob. */
export function newBlobId(sha256: string, id: string): string {
  return `${sha256}.${id}`
}

/** Adds the row of a blob before its bytes are stored: if the process dies in between, `markDeletableBlobs` finds the row. */
export async function reserveBlob({ db, now, tick }: Tx, id: string, bytes: number, keepMilliseconds: number): Promise<void> {
  await db
    .insertInto('blob')
    .values({ id, bytes, refs: uncommitted, created: now(), delete_after: tick() + keepMilliseconds + commitMilliseconds })
    .execute()
}

/** Locks blobs before any of them changes, in one order, so that two transactions never deadlock. SQLite has one writer and needs no locks. */
export async function lockBlobs({ db }: Reader, blobs: readonly string[]): Promise<void> {
  if (!isPostgres(db)) return
  const ids = [...new Set(blobs)]
  if (ids.length > 0) await db.selectFrom('blob').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute()
}

/** Adds one reference to a blob. False if the blob is pending deletion. */
export async function takeBlob({ db }: Tx, id: string): Promise<boolean> {
  const taken = await db
    .updateTable('blob')
    .set({ refs: sql<number>`case when refs = ${uncommitted} then 1 else refs + 1 end`, delete_after: null })
    .where('id', '=', id)
    .where('refs', '<>', pendingDelete)
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

/** Removes one reference for each time that a blob is listed. A blob without references is deleted after the grace period. */
export async function releaseBlobs({ db, tick }: Tx, blobs: readonly string[], graceMilliseconds: number): Promise<void> {
  for (const [files, ids] of byCount(blobs)) {
    await db
      .updateTable('blob')
      .set(({ eb }) => ({
        refs: eb('refs', '-', files),
        delete_after: sql<number | null>`case when refs = ${files} then ${tick() + graceMilliseconds} else delete_after end`,
      }))
      .where('id', 'in', ids)
      .execute()
  }
}

/** Marks blobs whose grace period is over, so that no file can refer to them again. Returns them, and those that an unfinished sweep had marked. */
export async function markDeletableBlobs({ db, tick }: Tx): Promise<readonly string[]> {
  const over = db
    .selectFrom('blob')
    .select('id')
    .where('delete_after', '<=', tick())
    .where('refs', '<=', 0)
    .orderBy('delete_after')
    .limit(batch)
  const rows = await db
    .updateTable('blob')
    .set({ refs: pendingDelete })
    .where('id', 'in', over)
    .where('refs', '<=', 0)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

export async function deleteBlobs({ db }: Tx, blobs: readonly string[]): Promise<void> {
  if (blobs.length > 0) await db.deleteFrom('blob').where('id', 'in', blobs).where('refs', '=', pendingDelete).execute()
}

function byCount(blobs: readonly string[]): ReadonlyMap<number, readonly string[]> {
  const counts = new Map<string, number>()
  for (const blob of blobs) counts.set(blob, (counts.get(blob) ?? 0) + 1)
  return Map.groupBy(counts.keys(), (blob) => defined(counts.get(blob)))
}
