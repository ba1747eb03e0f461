import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { ownFileAddress } from '@clearway/contract/file-address'
import { type Connection, isApiError } from '@clearway/sdk'
import { readUri, storeFile, uriOf } from '@clearway/sdk/files'
import { makeOwnedFolder } from '@clearway/runtime/owned-folder'
import { copyTo, describeFile, type FileCopier, type FileCopierDeps, pathOf } from '../import/writing/files.ts'

/** The largest JSON file whose text is rewritten; texts are held in memory whole. */
const mostBytes = 200_000_000

/** An address up to the end of its text or the quote after it, or a hash that is not part of an address. */
const addressesAndHashes = /https?:\/\/[^\s"\\<>]+|\b[0-9a-f]{64}\b/g

interface LocalFile {
  readonly there: string
  readonly path: string
}

/**
 * Copies the files of a server on this machine, whose addresses no other machine can read: so they are replaced in all texts, those of JSON files
 * included, such as the results of steps. With its text such a file changes its hash, which is replaced likewise.
 */
export async function openRewritingCopier(deps: FileCopierDeps): Promise<FileCopier> {
  const folder = await makeOwnedFolder('push')
  const files = new Rewriting(deps, folder)
  // One after the other: files name each other, and two that wait for each other would wait for ever.
  let before: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = before.then(work, work)
    before = done
    return done
  }
  return {
    async copy(addresses) {
      for (const address of addresses) {
        const file = localFile(deps.from, address)
        if (file !== undefined && !(await inTurn(() => files.carry(file, [])))) deps.totals.skip('file', 'gone from this machine', address)
      }
      return new Map()
    },
    async rewrite<T>(document: T): Promise<T> {
      const text = await inTurn(() => files.rewrite(JSON.stringify(document), []))
      return JSON.parse(text, (_, value: unknown) => files.withSize(value)) as T
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

class Rewriting {
  readonly #deps: FileCopierDeps
  readonly #folder: string
  /** The address on the other server of the file of a path; undefined if the file is gone. */
  readonly #carried = new Map<string, string | undefined>()
  /** The new hashes of rewritten files by their old ones. */
  readonly #hashes = new Map<string, string>()
  /** The sizes of rewritten files by their new addresses. */
  readonly #sizes = new Map<string, number>()

  constructor(deps: FileCopierDeps, folder: string) {
    this.#deps = deps
    this.#folder = folder
  }

  /** Copies the files that a text names, and answers the text with their new addresses and hashes. `within`: the files that name one another down to it. */
  async rewrite(text: string, within: readonly string[]): Promise<string> {
    const { from, to } = this.#deps
    const addresses = new Map<string, string>()
    for (const [address] of text.matchAll(addressesAndHashes)) {
      const file = addresses.has(address) ? undefined : localFile(from, address)
      if (file !== undefined) addresses.set(address, (await this.carry(file, within)) ?? uriOf(to, segmentsOf(file.path)))
    }
    return text.replaceAll(addressesAndHashes, (found) => addresses.get(found) ?? this.#hashes.get(found) ?? found)
  }

  /** Copies a file unless it was copied before; answers its address on the other server, undefined if it is gone. */
  async carry(file: LocalFile, within: readonly string[]): Promise<string | undefined> {
    if (this.#carried.has(file.path)) return this.#carried.get(file.path)
    if (within.includes(file.path)) return uriOf(this.#deps.to, segmentsOf(file.path))
    const here = await this.#copy(file, [...within, file.path]).catch((error: unknown) => {
      if (!isApiError(error, 'file_not_found')) throw error
      return undefined
    })
    this.#carried.set(file.path, here)
    return here
  }

  async #copy(file: LocalFile, within: readonly string[]): Promise<string> {
    const { from, to, totals, signal } = this.#deps
    const { size = 0, type = '' } = await describeFile(from, file.there, signal)
    if (!type.startsWith('application/json') || size > mostBytes) return copyTo(this.#deps, file, this.#folder)
    signal.throwIfAborted()
    const bytes = await readUri(from, file.there, signal)
    const text = new TextDecoder().decode(bytes)
    const rewritten = await this.rewrite(text, within)
    if (rewritten === text) return copyTo(this.#deps, file, this.#folder)
    const own = new TextEncoder().encode(rewritten)
    const [before, after] = [hashOf(bytes), hashOf(own)]
    // A path that names the hash of its content names the new one.
    const segments = segmentsOf(file.path.replaceAll(before, after))
    const here = uriOf(to, segments)
    if ((await describeFile(to, here, signal)).size !== own.length) {
      await storeFile(to, segments, { bytes: own }, type)
      totals.add('files')
      totals.add('bytes', own.length)
    }
    this.#hashes.set(before, after)
    this.#sizes.set(here, own.length)
    return here
  }

  /** An artifact with the size of its rewritten file. */
  withSize(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !('uri' in value && 'content_size' in value)) return value
    const size = this.#sizes.get(String(value.uri))
    return size === undefined ? value : { ...value, content_size: size }
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function localFile(from: Connection, address: string): LocalFile | undefined {
  const there = ownFileAddress(address, from)
  const path = there === undefined ? undefined : pathOf(there, from)
  return there === undefined || path === undefined ? undefined : { there, path }
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '')
}
