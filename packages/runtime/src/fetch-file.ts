import { ownFileAddress } from '@clearway/contract/file-address'
import { createWriteStream } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { FetchFile } from './environments/script.ts'

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
    const authorization = own === undefined ? undefined : await server.authorization()
    const response = await fetch(own ?? url, { signal, headers: authorization === undefined ? {} : { authorization } })
    if (!response.ok || response.body === null)
      throw new Error(`${uri} cannot be fetched: the server answered ${response.status} ${response.statusText}.`)
    await pipeline(Readable.fromWeb(response.body), createWriteStream(to), { signal })
  }
}
