import { filePathOf } from '@clearway/contract/file-address'
import { mayChange } from '../auth/authorize.ts'
import type { OperationTx } from '../context.ts'
import { ownersOfFiles } from '../db/tables/file-owners.ts'
import { addReleases } from '../db/tables/file-releases.ts'
import { lockFiles, namedFiles } from '../db/tables/files.ts'

/**
 * Takes back the files at addresses that artifacts or models, which are deleted by now, named: those files go that nothing else names, as far as they
 * are the caller's. ClearML's clients then send a DELETE for each address, which finds the release and does nothing more.
 */
export async function releaseFiles(tx: OperationTx, addresses: readonly string[], { remove }: { readonly remove: boolean }): Promise<void> {
  const paths = [...new Set(addresses.flatMap((address) => filePathOf(address) ?? []))].toSorted()
  for (const path of paths) {
    const files = await lockFiles(tx, path)
    if (files.length === 0 || !(await mayChange(tx, await ownersOfFiles(tx, path)))) continue
    const named = await namedFiles(tx, files)
    const gone = remove ? files.filter((file) => !named.has(file)) : []
    for (const file of gone) await tx.files.remove(tx, file)
    // A file that stays is released too where others name it: it is no longer the business of whoever deleted the artifact.
    await addReleases(tx, [...gone, ...named, ...(gone.length + named.size === files.length ? [path] : [])])
  }
}
