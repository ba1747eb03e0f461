import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Connection } from '../../connection.ts'
import { copyUri, hashOf, readUri } from '../../task/files.ts'
import { pathSegment } from '../../task/file-path.ts'
import { folderOfProcess } from '../../task/temporary-folder.ts'

/** Where a file is stored. */
export interface StoredFile {
  /** The address of the file. */
  readonly url: string
  /** sha256, hex; absent for files that others stored without one. */
  readonly hash?: string
  /** In bytes. */
  readonly size?: number
}

/** A file that a step takes or gives. It is uploaded as a stream, and downloaded only when it is read. */
export class StepFile {
  /** The name of the file, without folders. */
  readonly name: string
  /** The path of the file on this machine, if it is here. */
  readonly local: string | undefined
  /** Where the server holds the file, once it is stored. */
  readonly stored: StoredFile | undefined
  readonly #connection: Connection | undefined
  #copy: Promise<string> | undefined

  /** Made by `file(path)` and by the reader of a step's input. */
  constructor(given: { name: string; local?: string; stored?: StoredFile; connection?: Connection }) {
    this.name = given.name
    this.local = given.local
    this.stored = given.stored
    this.#connection = given.connection
  }

  /**
   * The path of a copy on this machine; a file of the server is downloaded at the first call, and checked against its hash. The copy is deleted when the
   * step's process ends.
   */
  async path(): Promise<string> {
    if (this.local !== undefined) return this.local
    this.#copy ??= this.#download()
    return this.#copy
  }

  /** All bytes of the file. A large file is better read from its `path()`. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.local === undefined) return readStored(this.#server(), this.#place())
    const { buffer, byteOffset, byteLength } = await readFile(this.local)
    return new Uint8Array(buffer, byteOffset, byteLength)
  }

  /** The content of the file as text, in UTF-8. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  async #download(): Promise<string> {
    const place = this.#place()
    const path = join(await folderOfProcess(), pathSegment(this.name))
    await copyUri(this.#server(), place.url, path)
    checkHash(place, await hashOf({ file: path }))
    return path
  }

  #place(): StoredFile {
    if (this.stored === undefined) throw new Error(`The file ${this.name} is nowhere.`)
    return this.stored
  }

  #server(): Connection {
    if (this.#connection === undefined) throw new Error(`The file ${this.name} has no server to be read from.`)
    return this.#connection
  }
}

/** A file of this machine as a step's input or result. The path is relative to the working folder. */
export function file(path: string): StepFile {
  return new StepFile({ name: basename(path), local: resolve(path) })
}

/** The bytes of a stored file, checked against its hash. */
export async function readStored(connection: Connection, place: StoredFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readUri(connection, place.url)
  checkHash(place, await hashOf({ bytes }))
  return bytes
}

function checkHash({ url, hash }: StoredFile, found: string): void {
  if (hash !== undefined && hash !== '' && hash !== found)
    throw new Error(`What lies at ${url} has the hash ${found}, not ${hash} as when it was stored. It was overwritten or damaged.`)
}
