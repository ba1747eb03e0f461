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
  /** How long a blob stays after the last file that refers to it is deleted, for clients that are still reading it. */
  readonly graceMilliseconds: number
}

/** Opens a file store: rows of the database that refer to blobs. Disposing it closes the blobs as well. Several servers may share both. */
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
    // The call's fault point is the transaction that adds the file, not this one.
    await transact({ ...scope, doing: undefined }, (tx) => reserveBlob(tx, blob, received.bytes, blobs.storeMilliseconds))
    await received.store(blob)
    const stored = await store(scope, blob)
    if (stored === undefined) throw new Error(`The blob ${blob} was swept before its file was committed.`)
    return stored
  }

  /** Writes a file's rows, in one transaction. Answers undefined if a sweep has begun to delete its blob meanwhile. */
  async function name(
    scope: FileWriter,
    { bytes, sha256 }: ReceivedBytes,
    file: Pick<StoredFile, 'path' | 'blob' | 'contentType'>,
  ): Promise<StoredFile | undefined> {
    const stored = { ...file, bytes, sha256, created: scope.now() }
    try {
      await transact(scope, async (tx) => {
        // Every transaction locks the file's row before any blob's, so that no two of them wait for each other.
        const replaced = await putFile(tx, stored)
        const old = replaced === undefined ? [] : [replaced]
        await lockBlobs(tx, [stored.blob, ...old])
        if (!(await takeBlob(tx, stored.blob))) throw new BlobBeingDeleted()
        await releaseBlobs(tx, old, graceMilliseconds)
      })
      return stored
    } catch (error) {
      if (error instanceof BlobBeingDeleted) return undefined
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
      const deletable = await transact(scope, markDeletableBlobs)
      if (deletable.length === 0) return gone
      // The bytes are deleted before the row: the next sweep finds a row without bytes, but would never find bytes without a row.
      await blobs.remove(deletable)
      await transact(scope, (tx) => deleteBlobs(tx, deletable))
      gone += deletable.length
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

/** Thrown to roll the transaction back: a sweep is deleting the blob. */
class BlobBeingDeleted extends Error {}
