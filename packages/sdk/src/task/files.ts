import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { ownFileAddress } from '@clearway/contract/file-address'
import { ApiError } from '../api-error.ts'
import { connectionFailureOf } from '../client/connection-failure.ts'
import { backOffMs } from '@clearway/contract/back-off'
import { pause } from '../client/pause.ts'
import type { Connection } from '../connection.ts'

/** The content of an upload: bytes in memory, or a file, which is streamed. */
export type Content = { readonly bytes: Uint8Array } | { readonly file: string }

export interface Stored {
  readonly uri: string
  readonly size: number
  /** sha256, hex. */
  readonly hash: string
}

const maxAttempts = 4

/** Stores a file under a path. The segments are plain text: the URI quotes what an address cannot hold. */
export async function storeFile(connection: Connection, segments: readonly string[], content: Content, type: string): Promise<Stored> {
  const hash = await hashOf(content)
  const blob = 'file' in content ? await openAsBlob(content.file, { type }) : new Blob([new Uint8Array(content.bytes)], { type })
  const path = `/${segments.join('/')}`
  const form = new FormData()
  form.append(path, blob, path)
  // Grows with the file: a connection slower than 50 KB/s counts as broken.
  const timeoutMs = Math.max(30_000, Math.ceil(blob.size / 50))
  const send = async (headers: Record<string, string>): Promise<Response> =>
    fetch(`${connection.filesUrl}/`, { method: 'POST', body: form, headers, signal: AbortSignal.timeout(timeoutMs) })
  const response = await withLogin(connection, send)
  const answer = await response.text()
  if (!response.ok) throw filesError('Storing', path, response, answer)
  return { uri: uriOf(connection, segments), size: blob.size, hash }
}

/** Stores a file under a path that depends on its content, unless it is stored there already. */
export async function storeOnce(connection: Connection, segments: readonly string[], content: Content, type: string): Promise<Stored> {
  const uri = uriOf(connection, segments)
  const size = 'file' in content ? (await stat(content.file)).size : content.bytes.byteLength
  const response = await withLogin(connection, async (headers) =>
    fetch(uri, { method: 'HEAD', headers, signal: AbortSignal.timeout(30_000) }),
  )
  if (response.ok && Number(response.headers.get('content-length')) === size) return { uri, size, hash: await hashOf(content) }
  return storeFile(connection, segments, content, type)
}

/** Reads an address: of the files server, with the login; of any other server, without it; or of this machine. */
export async function readUri(connection: Connection, uri: string, signal?: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await openUri(connection, uri, signal)).arrayBuffer())
}

/** Whether a file is certainly deleted. Only our own files server is asked: another one may have other reasons for a 404. */
export async function isGone(connection: Connection, uri: string): Promise<boolean> {
  const own = ownFileAddress(uri, connection)
  if (own === undefined) return false
  const response = await withLogin(connection, async (headers) =>
    fetch(own, { method: 'HEAD', headers, signal: AbortSignal.timeout(30_000) }),
  )
  return response.status === 404
}

/** Copies an address into a file, which is written atomically. */
export async function copyUri(connection: Connection, uri: string, file: string, signal?: AbortSignal): Promise<void> {
  const part = `${file}.${process.pid}.part`
  const content = await openUri(connection, uri, signal)
  await mkdir(dirname(file), { recursive: true })
  try {
    await pipeline(Readable.fromWeb(content as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(part))
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Opens an address for reading: of the files server, with the login; of any other server, without it; or of this machine. */
export async function openUri(connection: Connection, uri: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  if (uri.startsWith('file:')) return (await openAsBlob(fileURLToPath(uri))).stream()
  if (!/^https?:/.test(uri)) throw new Error(`${uri} cannot be read from here: only http, https and file addresses can.`)
  const own = ownFileAddress(uri, connection)
  const read = async (headers: Record<string, string>): Promise<Response> =>
    fetch(own ?? uri, { headers: own === undefined ? {} : headers, signal: signal ?? null })
  const response = await withLogin(connection, read, signal)
  if (!response.ok || response.body === null) throw filesError('Reading', uri, response, await response.text())
  return response.body
}

export async function hashOf(content: Content): Promise<string> {
  const hash = createHash('sha256')
  if ('bytes' in content) return hash.update(content.bytes).digest('hex')
  await pipeline(createReadStream(content.file), hash)
  return hash.digest('hex')
}

/** Sends a request with the login, repeated after failures that may pass: reads change nothing, and a file stored twice is the same file. */
async function withLogin(
  connection: Connection,
  send: (headers: Record<string, string>) => Promise<Response>,
  signal?: AbortSignal,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const authorization = await connection.login.header()
    try {
      const response = await send(authorization === undefined ? {} : { authorization })
      const again =
        response.status === 401
          ? connection.login.renew(authorization)
          : response.status === 429 || (response.status >= 502 && response.status <= 504)
      if (!again || attempt === maxAttempts) return response
      await response.arrayBuffer()
    } catch (error) {
      signal?.throwIfAborted()
      const failure = connectionFailureOf(error)
      if (failure === undefined) throw error
      if (attempt === maxAttempts)
        throw new ApiError(`${connection.filesUrl} cannot be reached (${failure}). Check that the files server answers there.`, {
          code: 'unreachable',
          status: 0,
          cause: error,
        })
    }
    await pause(backOffMs(attempt), signal)
  }
}

function uriOf(connection: Connection, segments: readonly string[]): string {
  return `${connection.filesUrl}/${segments.map(encodeURIComponent).join('/')}`
}

function filesError(what: string, path: string, response: Response, answer: string): ApiError {
  const code =
    response.status === 404
      ? 'file_not_found'
      : response.status === 413
        ? 'file_too_large'
        : response.status === 401
          ? 'invalid_token'
          : 'internal'
  return new ApiError(`${what} ${path} failed: ${response.status} ${response.statusText} ${answer.slice(0, 300)}`.trim(), {
    code,
    status: response.status,
  })
}
