import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeFolders } from '@clearway/contract/make-folders'
import { ActionError } from '../errors.ts'
import { ownTemporaryName, removeLeftOvers } from './temporary-files.ts'

/** A completely received file. Disposing it deletes the file, unless it was moved. */
export interface UploadedFile extends AsyncDisposable {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

export interface UploadOptions {
  /** The most bytes of one file; 0 for no limit. */
  readonly maxUpload: number
  /** How long a file of another host may stay unchanged before it counts as left over. */
  readonly silentMilliseconds: number
  /** Whether a file is flushed to disk before it counts as received. */
  readonly flush: boolean
}

export interface Uploads {
  /** Streams a file to disk. Refuses more than `maxUpload` bytes; a broken stream leaves no file. */
  readonly receive: (id: string, source: Readable, signal: AbortSignal) => Promise<UploadedFile>
  /** Deletes files of broken uploads whose processes have ended. */
  readonly tidy: () => Promise<void>
}

/** Opens the folder in which uploads are stored until they are complete. */
export async function openUploads(folder: string, { maxUpload, silentMilliseconds, flush }: UploadOptions): Promise<Uploads> {
  await makeFolders(folder, 0o700)

  async function receive(id: string, source: Readable, signal: AbortSignal): Promise<UploadedFile> {
    const path = join(folder, ownTemporaryName(id))
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
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush })
    const closed = new Promise<void>((resolve) => void file.once('close', resolve))
    try {
      await pipeline(source, measured, file, { signal })
    } catch (error) {
      // A stream that is destroyed while it opens its file creates that file nevertheless.
      await closed
      await remove()
      throw error
    }
    return { path, sha256: hash.digest('hex'), bytes, [Symbol.asyncDispose]: remove }
  }

  const tidy = (): Promise<void> => removeLeftOvers(folder, silentMilliseconds)
  await tidy()
  return { receive, tidy }
}
