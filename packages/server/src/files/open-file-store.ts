import type { Readable } from 'node:stream'
import type { Scope } from '../scope.ts'
import { transact } from '../db/connection/transaction.ts'
import { ActionError } from '../errors.ts'
import { markDeletableBlobs, findBlob, deleteBlobs, lockBlobs, newBlobId, releaseBlobs, reserveBlob, takeBlob } from '../db/tables/blobs.ts'
import type { BlobStore, ReceivedBytes } from './blob-store.ts'
import { findFile, putFile, removeFiles } from '../db/tables/files.ts'
import { sweepReleases } from '../db/tables/file-releases.ts'
import type { FileStore, FileWriter } from './file-store.ts'
import type { StoredFile } from '../db/tables/files.ts'
import { cleanPath } from '../file-path.ts'

export interface FileStoreOptions {
  /** How long bytes stay after the last file that named them is gone, for those who are still reading. */
  readonly graceMilliseconds: number
}

/** Rows of the database over blobs, which are closed with it. Several servers may share both. */
export function openFileStore(blobs: BlobStore, { graceMilliseconds }: FileStoreOptions): FileStore {
  const closing = new AbortController()
  const writing = new Set<Promise<unknown>>()

  async function write(scope: FileWriter, path: string, bytes: Readable, contentType: string): Promise<StoredFile> {
    const clean = cleanPath(path)
    await using received = await blobs.receive(scope.newId(), bytes, closing.signal)
    const store = (scope: FileWriter, blob: string): Promise<StoredFile | undefined> =>
      name(scope, received, { path: clean, blob, contentType })
    const known = await findBlob(scope, received.sha256)
    if (known !== undefined && (await blobs.has(known, received.bytes))) {
      const stored = await store(scope, known)
      if (stored !== undefined) return stored
    }
    const blob = newBlobId(received.sha256, scope.newId())
    // Not this but the transaction that names the file is the call's fault point.
    await transact({ ...scope, doing: undefined }, (tx) => reserveBlob(tx, blob, received.bytes, blobs.keepMilliseconds))
    await received.keep(blob)
    const stored = await store(scope, blob)
    if (stored === undefined) throw new Error(`The blob ${blob} was swept before its file was committed.`)
    return stored
  }

  /** The rows of a file, in one transaction. Undefined if its blob has been doomed meanwhile. */
  async function name(
    scope: FileWriter,
    { bytes, sha256 }: ReceivedBytes,
    file: Pick<StoredFile, 'path' | 'blob' | 'contentType'>,
  ): Promise<StoredFile | undefined> {
    const stored = { ...file, bytes, sha256, created: scope.now() }
    try {
      await transact(scope, async (tx) => {
        // The file's row before any blob's, here as in every transaction: no two of them wait for each other.
        const replaced = await putFile(tx, stored)
        const old = replaced === undefined ? [] : [replaced]
        await lockBlobs(tx, [stored.blob, ...old])
        if (!(await takeBlob(tx, stored.blob))) throw new BlobDoomed()
        await releaseBlobs(tx, old, graceMilliseconds)
      })
      return stored
    } catch (error) {
      if (error instanceof BlobDoomed) return undefined
      throw error
    }
  }

  async function remove(scope: Scope, path: string): Promise<readonly string[]> {
    const clean = cleanPath(path.replace(/\/+$/, ''))
    return transact(scope, async (tx) => {
      const removed = await removeFiles(tx, clean)
      const blobs = removed.map(({ blob }) => blob)
      await lockBlobs(tx, blobs)
      await releaseBlobs(tx, blobs, graceMilliseconds)
      return removed.map((file) => file.path)
    })
  }

  async function sweep(scope: Scope): Promise<number> {
    await blobs.tidy()
    await transact(scope, sweepReleases)
    let gone = 0
    for (;;) {
      const doomed = await transact(scope, markDeletableBlobs)
      if (doomed.length === 0) return gone
      // The bytes go first: a row without bytes is found again, bytes without a row never would be.
      await blobs.remove(doomed)
      await transact(scope, (tx) => deleteBlobs(tx, doomed))
      gone += doomed.length
    }
  }

  return {
    write: async (scope, path, bytes, contentType) => {
      if (closing.signal.aborted) throw new ActionError('unavailable')
      const work = write(scope, path, bytes, contentType)
      writing.add(work)
      try {
        return await work
      } catch (error) {
        throw closing.signal.aborted ? new ActionError('unavailable', {}, { cause: error }) : error
      } finally {
        writing.delete(work)
      }
    },
    find: async (scope, path) => findFile(scope, cleanPath(path)),
    read: ({ blob }, range) => blobs.read(blob, range),
    remove,
    sweep,
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      await Promise.allSettled(writing)
      blobs[Symbol.dispose]()
    },
  }
}

/** Rolls the transaction back. */
class BlobDoomed extends Error {}
