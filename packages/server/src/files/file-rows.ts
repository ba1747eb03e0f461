import type { Reader, Tx } from '../scope.ts'
import { isPostgres } from '../db/dialect.ts'
import { dropRelease } from './file-releases.ts'
import type { FileWriter, StoredFile } from './file-store.ts'
import { below, taskOf } from './path.ts'

export async function findFile({ db, company }: Reader, path: string): Promise<StoredFile | undefined> {
  const row = await db
    .selectFrom('file')
    .select(['path', 'blob', 'bytes', 'sha256', 'content_type as contentType', 'created'])
    .where('company', '=', company)
    .where('path', '=', path)
    .executeTakeFirst()
  return row
}

/** Puts a file in the place of whatever has its path. Answers the blob that it replaced. */
export async function putFile(tx: Tx & FileWriter, file: StoredFile): Promise<string | undefined> {
  const { db, company, attempt } = tx
  await dropRelease(tx, file.path)
  const { path, blob, bytes, sha256, created } = file
  const task = taskOf(path) ?? null
  const owner =
    task === null
      ? undefined
      : await db.selectFrom('task').select('project').where('company', '=', company).where('id', '=', task).executeTakeFirst()
  const content = {
    blob,
    bytes,
    sha256,
    content_type: file.contentType,
    task,
    maker: attempt?.task ?? null,
    project: owner?.project ?? null,
    created,
  }
  // In PostgreSQL another upload or removal of this path may commit between two statements: then its outcome is looked at again.
  for (;;) {
    const inserted = await db
      .insertInto('file')
      .values({ company, path, ...content })
      .onConflict((conflict) => conflict.doNothing())
      .returning('path')
      .execute()
    if (inserted.length > 0) return undefined
    const there = db.selectFrom('file').select('blob').where('company', '=', company).where('path', '=', path)
    const old = await (isPostgres(db) ? there.forUpdate() : there).executeTakeFirst()
    if (old === undefined) continue
    await db.updateTable('file').set(content).where('company', '=', company).where('path', '=', path).execute()
    return old.blob
  }
}

/** Takes away a file, or all below a folder. Answers what went. */
export async function removeFiles({ db, company }: Tx, path: string): Promise<readonly { readonly path: string; readonly blob: string }[]> {
  const { from, to } = below(path)
  return db
    .deleteFrom('file')
    .where('company', '=', company)
    .where((where) => where.or([where('path', '=', path), where.and([where('path', '>=', from), where('path', '<', to)])]))
    .returning(['path', 'blob'])
    .execute()
}
