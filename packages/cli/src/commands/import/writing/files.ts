import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { filePathOf, ownFileAddress } from '@clearway/contract/file-address'
import { type Connection, isApiError } from '@clearway/sdk'
import { copyUri, storeFile, uriOf } from '@clearway/sdk/files'
import { makeOwnedFolder } from '@clearway/runtime/owned-folder'
import type { Totals } from '../totals.ts'

/** Copies files of the other server to ours, under the same paths. */
export interface FileCopier extends AsyncDisposable {
  /** The new address of each file of the other server, by its old one. Files of further servers, and those that are gone, are left out. */
  readonly copy: (addresses: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** What a row or an event holds, with the addresses in its texts that have to change. */
  readonly rewrite: <T>(document: T) => Promise<T>
}

/** Leaves all files where they are. */
export const noCopies: FileCopier = {
  copy: async () => new Map(),
  rewrite: async (document) => document,
  [Symbol.asyncDispose]: async () => {},
}

/** The two servers, and what counts. */
export interface FileCopierDeps {
  readonly from: Connection
  readonly to: Connection
  readonly totals: Totals
  readonly signal: AbortSignal
}

/** Files pass through a temporary folder, one at a time for each task, so that no file is in memory as a whole. */
export async function openFileCopier(deps: FileCopierDeps): Promise<FileCopier> {
  const folder = await makeOwnedFolder('import')
  return {
    async copy(addresses) {
      const copied = new Map<string, string>()
      for (const address of new Set(addresses)) {
        const here = await copyFile(deps, address, folder)
        if (here !== undefined) copied.set(address, here)
      }
      return copied
    },
    rewrite: async (document) => document,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function copyFile(deps: FileCopierDeps, address: string, folder: string): Promise<string | undefined> {
  const { from, totals } = deps
  const there = ownFileAddress(address, from)
  const path = there === undefined ? undefined : pathOf(there, from)
  if (there === undefined || path === undefined) return undefined
  try {
    return await copyTo(deps, { there, path }, folder)
  } catch (error) {
    if (!isApiError(error, 'file_not_found')) throw error
    totals.skip('file', 'gone there', address)
    return undefined
  }
}

/** Copies a file of the other server, unless one of its size is here under its path; answers its address here. */
export async function copyTo(
  { from, to, totals, signal }: FileCopierDeps,
  { there, path }: { readonly there: string; readonly path: string },
  folder: string,
): Promise<string> {
  signal.throwIfAborted()
  const segments = path.split('/').filter((segment) => segment !== '')
  const here = uriOf(to, segments)
  const { size, type = 'application/octet-stream' } = await describeFile(from, there, signal)
  if (size !== undefined && size === (await describeFile(to, here, signal)).size) return here
  const file = join(folder, randomUUID())
  try {
    await copyUri(from, there, file, signal)
    await storeFile(to, segments, { file }, type)
    totals.add('files')
    totals.add('bytes', (await stat(file)).size)
    return here
  } finally {
    await rm(file, { force: true })
  }
}

/** The plain path of a file of the other server. */
export function pathOf(address: string, { filesUrl }: Connection): string | undefined {
  const [plain = ''] = address.split(/[?#]/)
  if (!plain.startsWith(`${filesUrl}/`)) return filePathOf(plain)
  try {
    return decodeURIComponent(plain.slice(filesUrl.length + 1))
  } catch {
    return undefined
  }
}

/** The size and type of a file, so that one that is here already is not copied again. Undefined where the server does not state them. */
export async function describeFile(
  server: Connection,
  address: string,
  signal: AbortSignal,
): Promise<{ readonly size?: number; readonly type?: string }> {
  const authorization = await server.login.header(signal)
  const headers = { 'accept-encoding': 'identity', ...(authorization === undefined ? {} : { authorization }) }
  const response = await fetch(address, { method: 'HEAD', headers, signal }).catch(() => undefined)
  if (response?.ok !== true) return {}
  const [size, type] = [response.headers.get('content-length'), response.headers.get('content-type')]
  return { ...(size === null ? {} : { size: Number(size) }), ...(type === null ? {} : { type }) }
}
