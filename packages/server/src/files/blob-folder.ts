import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ActionError } from '../errors.ts'
import { ownTemporaryName, removeLeftOvers } from './temporary-files.ts'

/** Bytes that are on disk and have no name yet. Disposing it removes what was not kept. */
export interface ReceivedBytes extends AsyncDisposable {
  readonly sha256: string
  readonly bytes: number
  /** Gives them their name. Once answered, they survive a power failure. */
  readonly keep: (blob: string) => Promise<void>
}

export interface BlobFolder {
  /** Streams to disk. More than `maxUpload` bytes (0: no limit) are refused, and a broken stream leaves nothing. */
  readonly receive: (id: string, source: Readable, signal: AbortSignal) => Promise<ReceivedBytes>
  readonly has: (blob: string, bytes: number) => Promise<boolean>
  readonly read: (blob: string, range?: { readonly start: number; readonly end: number }) => Readable
  readonly remove: (blob: string) => Promise<void>
  /** Removes what broken uploads of dead processes left. */
  readonly tidy: () => Promise<void>
}

/** `blobs/ab/…` for what has a row, `blobs/tmp/…` for what is arriving. */
export async function openBlobFolder(folder: string, maxUpload: number, graceMilliseconds: number): Promise<BlobFolder> {
  const blobs = join(folder, 'blobs')
  const temporary = join(blobs, 'tmp')
  await mkdir(temporary, { recursive: true })
  const pathOf = (blob: string): string => join(blobs, blob.slice(0, 2), blob)

  async function receive(id: string, source: Readable, signal: AbortSignal): Promise<ReceivedBytes> {
    const path = join(temporary, ownTemporaryName(id))
    const remove = (): Promise<void> => rm(path, { force: true })
    const hash = createHash('sha256')
    let bytes = 0
    async function* measured(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (maxUpload > 0 && bytes > maxUpload) throw new ActionError('file_too_large', { maxUpload })
        hash.update(chunk)
        yield chunk
      }
    }
    // `flush`: the bytes are on disk before the file is closed.
    const file = createWriteStream(path, { flags: 'wx', flush: true })
    const closed = new Promise<void>((resolve) => void file.once('close', resolve))
    try {
      await pipeline(source, measured, file, { signal })
    } catch (error) {
      // A stream that is broken off while it opens its file makes that file all the same.
      await closed
      await remove()
      throw error
    }
    const keep = async (blob: string): Promise<void> => {
      const target = pathOf(blob)
      if ((await mkdir(dirname(target), { recursive: true })) !== undefined) await flushFolder(blobs)
      await rename(path, target)
      await flushFolder(dirname(target))
    }
    return { sha256: hash.digest('hex'), bytes, keep, [Symbol.asyncDispose]: remove }
  }

  async function has(blob: string, bytes: number): Promise<boolean> {
    const found = await stat(pathOf(blob)).catch(() => undefined)
    return found?.size === bytes
  }

  const tidy = (): Promise<void> => removeLeftOvers(temporary, graceMilliseconds)
  await tidy()
  return {
    receive,
    has,
    tidy,
    read: (blob, range) => createReadStream(pathOf(blob), range),
    remove: (blob) => rm(pathOf(blob), { force: true }),
  }
}

/** A rename is safe from a power failure only when the folder itself is. */
async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}
