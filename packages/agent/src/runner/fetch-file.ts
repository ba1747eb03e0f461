import { ownFileAddress } from '@clearway/contract/file-address'
import { createWriteStream } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { FetchFile } from '../environments/script.ts'

/** Downloads what a task is made of. The attempt's authorization goes to the server's own file store and nowhere else. */
export function fileFetcher(server: { readonly url: string; readonly filesUrl: string }, authorization: string): FetchFile {
  return async (uri, _hash, to, signal) => {
    const url = new URL(uri)
    if (url.protocol === 'file:') return await copyFile(fileURLToPath(url), to)
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new Error(`${uri} cannot be fetched: only http, https and file addresses are.`)
    const own = ownFileAddress(uri, server)
    const response = await fetch(own ?? url, { signal, ...(own === undefined ? {} : { headers: { authorization } }) })
    if (!response.ok || response.body === null)
      throw new Error(`${uri} cannot be fetched: the server answered ${response.status} ${response.statusText}.`)
    await pipeline(Readable.fromWeb(response.body), createWriteStream(to), { signal })
  }
}
