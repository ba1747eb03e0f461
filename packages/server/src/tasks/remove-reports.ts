import { filePathOf } from '@clearway/contract/file-address'
import type { Context } from '../context.ts'
import { transact } from '../db/connection/transaction.ts'
import { releaseFiles } from '../files/release-files.ts'
import { inSlices } from '../in-slices.ts'
import { removeEventsNow, type RemovedEvents } from '../telemetry/removal/remove-scheduled.ts'

/** How many files one transaction deletes. */
const filesAtOnce = 100

/**
 * Removes the events of tasks and models that have just been deleted. With `files`, the files of their debug images and of the images in their plots are
 * deleted as well, if they lie in the folder of one of them, where ClearML's clients upload them: a file elsewhere may belong to others. What a crash leaves
 * over stays stored.
 */
export async function removeReports(
  ctx: Context,
  owners: readonly string[],
  { files }: { readonly files: boolean },
): Promise<RemovedEvents> {
  const removed = await removeEventsNow(ctx, owners)
  const gone = new Set(owners)
  const own = files ? [...removed.images.values()].flat().filter((address) => isInFolderOf(gone, address)) : []
  await inSlices(own, filesAtOnce, async (slice) => {
    // The call's own transaction, which is its fault point, has ended.
    await transact({ ...ctx, doing: undefined }, (tx) => releaseFiles(tx, slice, { remove: true }))
    return []
  })
  return removed
}

/** Source of the folder’s name: ClearML SDK, `Task._get_output_destination_suffix`. */
function isInFolderOf(owners: ReadonlySet<string>, address: string): boolean {
  const folders = filePathOf(address)?.split('/').slice(0, -1) ?? []
  return folders.some((folder) => owners.has(folder.slice(folder.lastIndexOf('.') + 1)))
}
