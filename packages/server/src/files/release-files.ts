import { filePathOf } from '@clearway/contract/file-address'
import { mayChange } from '../auth/authorize.ts'
import type { OperationTx } from '../context.ts'
import { ownersOfFiles } from '../db/tables/file-owners.ts'
import { addReleases } from '../db/tables/file-releases.ts'
import { lockFiles, namedFiles } from '../db/tables/files.ts'

/**
 * Releases the files at addresses of deleted artifacts or models: with `remove`, deletes those that the caller may delete and that no other artifact
 * or model refers to. ClearML's clients then send a DELETE for each address, which finds the release and changes nothing.
 */
export async function releaseFiles(tx: OperationTx, addresses: readonly string[], { remove }: { readonly remove: boolean }): Promise<void> {
  const paths = [...new Set(addresses.flatMap((address) => filePathOf(address) ?? []))].toSorted()
  for (const path of paths) {
    const files = await lockFiles(tx, path)
    if (files.length === 0 || !(await mayChange(tx, await ownersOfFiles(tx, path)))) continue
    const named = await namedFiles(tx, files)
    const gone = remove ? files.filter((file) => !named.has(file)) : []
    for (const file of gone) await tx.files.remove(tx, file)
    // A file that stays because others refer to it is released too: a later DELETE by the client that deleted the artifact must not delete it.
    await addReleases(tx, [...gone, ...named, ...(gone.length + named.size === files.length ? [path] : [])])
  }
}
