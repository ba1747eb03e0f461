import { createReadStream } from 'node:fs'
import { chmod, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { openUploads } from './uploads.ts'
import type { BlobStore } from './blob-store.ts'

/**
 * Opens blobs in a folder: `blobs/ab/…` for complete ones, `blobs/tmp/…` for uploads in progress. Several servers of one database may share the
 * folder.
 */
export async function openBlobFolder(folder: string, maxUpload: number, graceMilliseconds: number): Promise<BlobStore> {
  const blobs = join(folder, 'blobs')
  // An older version made the folder readable for all users; without access to the folder no other user reads a blob.
  await makeFolders(blobs, 0o700)
  await chmod(blobs, 0o700)
  const uploads = await openUploads(join(blobs, 'tmp'), { maxUpload, silentMilliseconds: graceMilliseconds, flush: true })
  const pathOf = (blob: string): string => join(blobs, blob.slice(0, 2), blob)

  async function store(path: string, blob: string): Promise<void> {
    const target = pathOf(blob)
    if (await makeFolders(dirname(target), 0o700)) await flushFolder(blobs)
    await rename(path, target)
    await flushFolder(dirname(target))
  }

  return {
    receive: async (id, source, signal) => {
      const { path, ...uploaded } = await uploads.receive(id, source, signal)
      return { ...uploaded, store: (blob) => store(path, blob) }
    },
    storeMilliseconds: 0,
    has: async (blob, bytes) => {
      const found = await stat(pathOf(blob)).catch(undefinedIfMissing)
      return found?.size === bytes
    },
    read: async (blob, range) => createReadStream(pathOf(blob), range),
    remove: async (blobs) => {
      for (const blob of blobs) await rm(pathOf(blob), { force: true })
    },
    tidy: uploads.tidy,
    [Symbol.dispose]: () => {},
  }
}

/** Flushes a folder to disk: a rename survives a power failure only after that. */
async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
