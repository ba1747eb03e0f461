import type { Readable } from 'node:stream'

/** Bytes that have arrived and have no name yet. Disposing it removes what was not kept. */
export interface ReceivedBytes extends AsyncDisposable {
  readonly sha256: string
  readonly bytes: number
  /** Gives them their name. Once answered, they survive a power failure. */
  readonly keep: (blob: string) => Promise<void>
}

/** Where bytes lie under names of ours. A store that is away or refuses is told as `files_unavailable`. */
export interface BlobStore extends Disposable {
  /** Streams to the local disk. More than the setting `maxUpload` are refused; a broken stream, or the signal, leaves nothing. */
  readonly receive: (id: string, source: Readable, signal: AbortSignal) => Promise<ReceivedBytes>
  /** The longest that `keep` may take: after it, it has failed. */
  readonly keepMilliseconds: number
  readonly has: (blob: string, bytes: number) => Promise<boolean>
  /** Bytes from `start` up to and with `end`. */
  readonly read: (blob: string, range?: { readonly start: number; readonly end: number }) => Promise<Readable>
  /** Removes them, and what broken uploads left of them. */
  readonly remove: (blobs: readonly string[]) => Promise<void>
  /** Removes what broken uploads of dead processes left on the local disk. */
  readonly tidy: () => Promise<void>
}
