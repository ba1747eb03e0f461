import type { Readable } from 'node:stream'
import type { Reader, Scope } from '../scope.ts'
import type { Caller } from '../caller.ts'
import type { StoredFile } from '../db/tables/files.ts'

/** Who stores a file: a file that an attempt stores belongs to its task. */
export type FileWriter = Scope & Pick<Caller, 'attempt'>

/**
 * Stores files under users' paths. Their bytes are blobs under names that the server chooses, so no path of a user ever becomes a path of the file
 * system.
 */
export interface FileStore extends AsyncDisposable {
  /** Receives a file and answers once its bytes are stored and its row is committed; an older file of that path is replaced. */
  readonly write: (scope: FileWriter, path: string, bytes: Readable, contentType: string) => Promise<StoredFile>
  readonly find: (reader: Reader, path: string) => Promise<StoredFile | undefined>
  /** Reads a file, or its bytes from `start` to `end`, both included. */
  readonly read: (file: StoredFile, range?: { readonly start: number; readonly end: number }) => Promise<Readable>
  /** Deletes a file, or everything below a folder. Answers the deleted paths; the bytes are deleted by a sweep after the grace. */
  readonly remove: (scope: Scope, path: string) => Promise<readonly string[]>
  /** Deletes blobs that no file refers to any more. Answers how many. */
  readonly sweep: (scope: Scope) => Promise<number>
}
