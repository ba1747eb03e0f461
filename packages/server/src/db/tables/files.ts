import type { Caller } from '../../caller.ts'
import type { Reader, Tx } from '../../scope.ts'
import { sql } from 'kysely'
import { dialectOf, isPostgres } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { dropRelease } from './file-releases.ts'
import { below, taskOf } from '../../file-path.ts'

export interface StoredFile {
  readonly path: string
  /** The id of the blob with the bytes. The server assigns it, and no other content ever gets it. */
  readonly blob: string
  readonly bytes: number
  readonly sha256: string
  readonly contentType: string
  readonly created: number
}

export async function findFile({ db, company }: Reader, path: string): Promise<StoredFile | undefined> {
  return db
    .selectFrom('file')
    .select(['path', 'blob', 'bytes', 'sha256', 'content_type as contentType', 'created'])
    .where('company', '=', company)
    .where('path', '=', path)
    .executeTakeFirst()
}

/** Stores a file under its path. Returns the blob of the file that it replaced. */
export async function putFile(tx: Tx & Pick<Caller, 'attempt'>, file: StoredFile): Promise<string | undefined> {
  const { db, company, attempt } = tx
  await dropRelease(tx, file.path)
  const { path, blob, bytes, sha256, created } = file
  const content = {
    blob,
    bytes,
    sha256,
    content_type: file.contentType,
    task: taskOf(path) ?? null,
    maker: attempt?.task ?? null,
    created,
  }
  // In PostgreSQL another upload or removal of this path may commit between two statements, so the result is read again.
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

/** Removes a file, or all files below a folder. Returns the removed ones. */
export async function removeFiles({ db, company }: Tx, path: string): Promise<readonly { readonly path: string; readonly blob: string }[]> {
  const { from, to } = below(path)
  return db
    .deleteFrom('file')
    .where('company', '=', company)
    .where((where) => where.or([where('path', '=', path), where.and([where('path', '>=', from), where('path', '<', to)])]))
    .returning(['path', 'blob'])
    .execute()
}

/** Locks a file and all files below a folder of its name, so that when two tasks are deleted at once the second sees the first one's deletion. */
export async function lockFiles({ db, company }: Reader, path: string): Promise<readonly string[]> {
  const { from, to } = below(path)
  const files = db
    .selectFrom('file')
    .select('path')
    .where('company', '=', company)
    .where((where) => where.or([where('path', '=', path), where.and([where('path', '>=', from), where('path', '<', to)])]))
    .orderBy('path')
  return (await (isPostgres(db) ? files.forUpdate() : files).execute()).map((file) => file.path)
}

/** Those of the paths that an artifact or a model refers to. */
export async function namedFiles({ db, company }: Reader, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  for (const table of ['task_artifact', 'model'] as const) {
    const rows = await db
      .selectFrom(table)
      .select('file')
      .where(inList(sql.ref('file'), paths, dialectOf(db)))
      .where('company', '=', company)
      .execute()
    for (const { file } of rows) if (file !== null) named.add(file)
  }
  return named
}

/** The hash of the file at a path. */
export async function fileHash({ db, company }: Reader, path: string): Promise<string | undefined> {
  const row = await db.selectFrom('file').select('sha256').where('company', '=', company).where('path', '=', path).executeTakeFirst()
  return row?.sha256
}
