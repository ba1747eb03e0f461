import type { Readable } from 'node:stream'

/** A received file that is not stored as a blob yet. Disposing it deletes the bytes, unless they were stored. */
export interface ReceivedBytes extends AsyncDisposable {
  readonly sha256: string
  readonly bytes: number
  /** Stores the bytes as this blob. Once answered, they survive a power failure. */
  readonly store: (blob: string) => Promise<void>
}

/** Stores blobs: bytes under names that the server chooses. If the store cannot be reached or refuses, calls fail with `files_unavailable`. */
export interface BlobStore extends Disposable {
  /** Streams a file to the local disk. Refuses more bytes than the setting `maxUpload`; a broken stream, or the signal, leaves no file. */
  readonly receive: (id: string, source: Readable, signal: AbortSignal) => Promise<ReceivedBytes>
  /** The longest time that storing a received file may take: after it, the call has failed. */
  readonly storeMilliseconds: number
  readonly has: (blob: string, bytes: number) => Promise<boolean>
  /** Reads a blob, or its bytes from `start` to `end`, both included. */
  readonly read: (blob: string, range?: { readonly start: number; readonly end: number }) => Promise<Readable>
  /** Deletes blobs, and parts that broken uploads of them left. */
  readonly remove: (blobs: readonly string[]) => Promise<void>
  /** Deletes local files of broken uploads whose processes have ended. */
  readonly tidy: () => Promise<void>
}
