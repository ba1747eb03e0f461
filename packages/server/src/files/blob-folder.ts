import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openArrivals } from './arrivals.ts'
import type { BlobStore } from './blob-store.ts'

/** `blobs/ab/…` for what has a row, `blobs/tmp/…` for what is arriving. Several servers of one database may share it. */
export async function openBlobFolder(folder: string, maxUpload: number, graceMilliseconds: number): Promise<BlobStore> {
  const blobs = join(folder, 'blobs')
  // An older version made the folder for all to read: whoever cannot enter it reads no blob.
  await mkdir(blobs, { recursive: true, mode: 0o700 })
  await chmod(blobs, 0o700)
  const arrivals = await openArrivals(join(blobs, 'tmp'), { maxUpload, silentMilliseconds: graceMilliseconds, flush: true })
  const pathOf = (blob: string): string => join(blobs, blob.slice(0, 2), blob)

  async function keep(path: string, blob: string): Promise<void> {
    const target = pathOf(blob)
    if ((await mkdir(dirname(target), { recursive: true, mode: 0o700 })) !== undefined) await flushFolder(blobs)
    await rename(path, target)
    await flushFolder(dirname(target))
  }

  return {
    receive: async (id, source, signal) => {
      const { path, ...arrived } = await arrivals.receive(id, source, signal)
      return { ...arrived, keep: (blob) => keep(path, blob) }
    },
    keepMilliseconds: 0,
    has: async (blob, bytes) => {
      const found = await stat(pathOf(blob)).catch(() => undefined)
      return found?.size === bytes
    },
    read: async (blob, range) => createReadStream(pathOf(blob), range),
    remove: async (blobs) => {
      for (const blob of blobs) await rm(pathOf(blob), { force: true })
    },
    tidy: arrivals.tidy,
    [Symbol.dispose]: () => {},
  }
}

/** A rename is safe from a power failure only when the folder itself is. */
async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}
