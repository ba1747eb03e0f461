import { isTemporary } from '@clearway/contract/back-off'
import { ownFileAddress } from '@clearway/contract/file-address'
import { createWriteStream } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { FetchFile } from './environments/script.ts'
import { retry } from './retry.ts'

/** For how long a download is repeated while the server is away. */
const patienceMs = 60_000
/** How long one download may take. */
const tryMs = 30 * 60_000

interface Server {
  readonly url: string
  readonly filesUrl: string
  /** The Authorization header of calls. */
  readonly authorization: () => Promise<string | undefined>
}

/** Downloads what a task is made of. The authorization is sent to the server's own file store and nowhere else. */
export function fileFetcher(server: Server): FetchFile {
  return async (uri, _hash, to, signal) => {
    const url = new URL(uri)
    if (url.protocol === 'file:') return copyFile(fileURLToPath(url), to)
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new Error(`${uri} cannot be fetched: only http, https and file addresses are.`)
    const own = ownFileAddress(uri, server)
    let until = performance.now() + patienceMs
    const download = async (trySignal: AbortSignal): Promise<void> => {
      const authorization = own === undefined ? undefined : await server.authorization()
      const response = await fetch(own ?? url, { signal: trySignal, headers: authorization === undefined ? {} : { authorization } })
      if (!response.ok || response.body === null) throw new Refused(uri, response)
      until = performance.now() + patienceMs
      await pipeline(Readable.fromWeb(response.body), createWriteStream(to), { signal: trySignal })
    }
    await retry(download, { signal, isFinal: (error) => !mayPass(error) || performance.now() > until, tryMs })
  }
}

class Refused extends Error {
  readonly status: number

  constructor(uri: string, { status, statusText }: Response) {
    super(`${uri} cannot be fetched: the server answered ${status} ${statusText}.`)
    this.status = status
  }
}

/** Whether a download may succeed later: the connection failed, or the server cannot serve for now, as during its restart. */
function mayPass(error: unknown): boolean {
  if (error instanceof Refused) return isTemporary(error.status)
  // Fetch throws a TypeError for every failed connection.
  return error instanceof TypeError || (error instanceof Error && (error.name === 'TimeoutError' || isAway(error)))
}

/** The login found no server. */
function isAway(error: Error): boolean {
  return error.name === 'ApiError' && (error as { readonly status?: unknown }).status === 0
}
