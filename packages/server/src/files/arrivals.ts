import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ActionError } from '../errors.ts'
import { ownTemporaryName, removeLeftOvers } from './temporary-files.ts'

/** A file whose size and hash are known. Disposing it removes it, unless it was moved. */
export interface ArrivedFile extends AsyncDisposable {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

export interface ArrivalOptions {
  /** Bytes of one file; 0 for no limit. */
  readonly maxUpload: number
  /** How long what another host writes may be silent before it counts as left over. */
  readonly silentMilliseconds: number
  /** Whether the bytes are safe from a power failure before they count as arrived. */
  readonly flush: boolean
}

export interface Arrivals {
  /** Streams to disk. More than `maxUpload` bytes are refused, and a broken stream leaves nothing. */
  readonly receive: (id: string, source: Readable, signal: AbortSignal) => Promise<ArrivedFile>
  /** Removes what broken uploads of dead processes left. */
  readonly tidy: () => Promise<void>
}

/** The folder in which uploads lie until they are whole. */
export async function openArrivals(folder: string, { maxUpload, silentMilliseconds, flush }: ArrivalOptions): Promise<Arrivals> {
  await mkdir(folder, { recursive: true, mode: 0o700 })

  async function receive(id: string, source: Readable, signal: AbortSignal): Promise<ArrivedFile> {
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
      // A stream that is broken off while it opens its file makes that file all the same.
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
