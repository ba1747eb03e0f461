import { filePathOf } from '@clearway/contract/file-address'
import { sql } from 'kysely'
import { mayChange } from '../auth/authorize.ts'
import type { Reader } from '../scope.ts'
import type { OperationTx } from '../context.ts'
import { dialectOf, isPostgres } from '../db/dialect.ts'
import { inList } from '../db/in-list.ts'
import { below } from './path.ts'
import { ownersOfFiles } from './file-owners.ts'
import { addReleases } from './file-releases.ts'

/**
 * Takes back the files at addresses that artifacts or models, which are deleted by now, named: those files go that nothing else names, as far as they
 * are the caller's. ClearML's clients then send a DELETE for each address, which finds the release and does nothing more.
 */
export async function releaseFiles(tx: OperationTx, addresses: readonly string[], { remove }: { readonly remove: boolean }): Promise<void> {
  const paths = [...new Set(addresses.flatMap((address) => filePathOf(address) ?? []))].toSorted()
  for (const path of paths) {
    const files = await lockFiles(tx, path)
    if (files.length === 0 || !(await mayChange(tx, await ownersOfFiles(tx, path)))) continue
    const named = await stillNamed(tx, files)
    const gone = remove ? files.filter((file) => !named.has(file)) : []
    for (const file of gone) await tx.files.remove(tx, file)
    // A file that stays is released too where others name it: it is no longer the business of whoever deleted the artifact.
    await addReleases(tx, [...gone, ...named, ...(gone.length + named.size === files.length ? [path] : [])])
  }
}

/** A file and all below a folder of its name. Locked, so that of two tasks that are deleted at once the second sees that the first is gone. */
async function lockFiles({ db, company }: Reader, path: string): Promise<readonly string[]> {
  const { from, to } = below(path)
  const files = db
    .selectFrom('file')
    .select('path')
    .where('company', '=', company)
    .where((where) => where.or([where('path', '=', path), where.and([where('path', '>=', from), where('path', '<', to)])]))
    .orderBy('path')
  return (await (isPostgres(db) ? files.forUpdate() : files).execute()).map((file) => file.path)
}

async function stillNamed({ db, company }: Reader, paths: readonly string[]): Promise<ReadonlySet<string>> {
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
