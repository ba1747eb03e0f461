import type { Readable } from 'node:stream'
import type { Reader, Scope } from '../scope.ts'
import type { Caller } from '../caller.ts'
import type { StoredFile } from '../db/tables/files.ts'

/** Who stores a file: what an attempt stores belongs to its task. */
export type FileWriter = Scope & Pick<Caller, 'attempt'>

/** Files under users' names, kept as blobs under ours: no path of a user ever becomes a path of the file system. */
export interface FileStore extends AsyncDisposable {
  /** Streams the bytes in. Answers once they are safe and the row is committed; an older file of that path is replaced. */
  readonly write: (scope: FileWriter, path: string, bytes: Readable, contentType: string) => Promise<StoredFile>
  readonly find: (reader: Reader, path: string) => Promise<StoredFile | undefined>
  /** Bytes from `start` up to and with `end`. */
  readonly read: (file: StoredFile, range?: { readonly start: number; readonly end: number }) => Promise<Readable>
  /** A file, or everything below a folder. Answers the paths that went; their bytes follow after the time of grace. */
  readonly remove: (scope: Scope, path: string) => Promise<readonly string[]>
  /** Deletes bytes that no file names any more. Answers how many blobs went. */
  readonly sweep: (scope: Scope) => Promise<number>
}
