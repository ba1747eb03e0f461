import { createHash } from 'node:crypto'
import { createWriteStream, openAsBlob } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { makeFolders } from '@clearway/contract/make-folders'
import { ownFileAddress } from '@clearway/contract/file-address'
import { ApiError, isApiError } from '../api-error.ts'
import { errorIn } from '../client/answer.ts'
import { connectionFailureOf } from '../client/connection-failure.ts'
import { backOffMs, isTemporary } from '@clearway/contract/back-off'
import { pause } from '@clearway/contract/pause'
import type { Connection } from '../connection.ts'
import { keptBody } from '../kept-body.ts'
import { chunksOf, type Content, formOf, sizeOf } from './upload.ts'

export interface Stored {
  readonly uri: string
  readonly size: number
  /** sha256, hex. */
  readonly hash: string
}

/** For how long a request is repeated while the server is away, such as during its restart. */
const patienceMs = 60_000
/** How often a file is read again from its beginning, because the connection broke while it was read. */
const maxReads = 4

/** Stores a file under a path. The segments are plain text: the URI quotes what an address cannot hold. */
export async function storeFile(connection: Connection, segments: readonly string[], content: Content, type: string): Promise<Stored> {
  const size = await sizeOf(content)
  const hash = await hashOf(content)
  const path = `/${segments.join('/')}`
  const form = formOf(path, { content, size, type })
  // Grows with the file: a connection slower than 50 KB/s counts as broken.
  const timeoutMs = Math.max(30_000, Math.ceil(size / 50))
  const send = async (headers: Record<string, string>): Promise<Response> =>
    fetch(`${connection.filesUrl}/`, {
      method: 'POST',
      body: form.open(),
      duplex: 'half',
      headers: { ...headers, ...form.headers },
      signal: AbortSignal.timeout(timeoutMs),
    })
  const response = await withLogin(connection, send)
  const answer = await response.text()
  if (!response.ok) throw filesError('Storing', path, response, answer)
  return { uri: uriOf(connection, segments), size, hash }
}

/** Stores a file under a path that depends on its content, unless it is stored there already. */
export async function storeOnce(connection: Connection, segments: readonly string[], content: Content, type: string): Promise<Stored> {
  const uri = uriOf(connection, segments)
  const size = await sizeOf(content)
  const response = await withLogin(connection, async (headers) =>
    fetch(uri, { method: 'HEAD', headers, signal: AbortSignal.timeout(30_000) }),
  )
  if (response.ok && Number(response.headers.get('content-length')) === size) return { uri, size, hash: await hashOf(content) }
  return storeFile(connection, segments, content, type)
}

/** Reads an address: of the files server, with the login; of any other server, without it; or of this machine. */
export async function readUri(connection: Connection, uri: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  return readWhole(async () => {
    const { body, size } = await openSized(connection, uri, signal)
    return size === undefined ? new Uint8Array(await new Response(body).arrayBuffer()) : collect(body, size)
  }, signal)
}

/** Collects a stream of known length, so that no more than the bytes themselves are in memory. */
async function collect(body: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size)
  let at = 0
  for await (const chunk of body) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  if (at !== size) throw new TypeError(`the connection ended after ${at} of ${size} bytes`)
  return bytes
}

/** Reads again from the beginning where the connection breaks on the way. */
async function readWhole<T>(read: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read()
    } catch (error) {
      signal?.throwIfAborted()
      if (attempt === maxReads || connectionFailureOf(error) === undefined) throw error
      await pause(backOffMs(attempt), signal)
    }
  }
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
  await makeFolders(dirname(file))
  try {
    await readWhole(async () => {
      const content = await openUri(connection, uri, signal)
      await pipeline(Readable.fromWeb(content as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(part))
    }, signal)
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Opens an address for reading: of the files server, with the login; of any other server, without it; or of this machine. */
export async function openUri(connection: Connection, uri: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  return (await openSized(connection, uri, signal)).body
}

interface Opened {
  readonly body: ReadableStream<Uint8Array>
  /** In bytes; undefined if the answer does not state it. */
  readonly size?: number
}

async function openSized(connection: Connection, uri: string, signal?: AbortSignal): Promise<Opened> {
  if (uri.startsWith('file:')) {
    const blob = await openAsBlob(fileURLToPath(uri))
    return { body: blob.stream(), size: blob.size }
  }
  if (!/^https?:/.test(uri)) throw new Error(`${uri} cannot be read from here: only http, https and file addresses can.`)
  const own = ownFileAddress(uri, connection)
  const read = async (headers: Record<string, string>): Promise<Response> =>
    fetch(own ?? uri, { headers: own === undefined ? {} : headers, signal: signal ?? null })
  const response = await withLogin(connection, read, signal)
  const body = keptBody(response)
  if (!response.ok || body === null) throw filesError('Reading', uri, response, await response.text())
  const length = response.headers.get('content-length')
  // The header counts the bytes of the encoded body.
  return { body, ...(length === null || response.headers.has('content-encoding') ? {} : { size: Number(length) }) }
}

export async function hashOf(content: Content): Promise<string> {
  const hash = createHash('sha256')
  if ('bytes' in content) return hash.update(content.bytes).digest('hex')
  for await (const chunk of chunksOf(content)) hash.update(chunk)
  return hash.digest('hex')
}

/** Sends a request with the login, repeated after failures that may pass: reads change nothing, and a file stored twice is the same file. */
async function withLogin(
  connection: Connection,
  send: (headers: Record<string, string>) => Promise<Response>,
  signal?: AbortSignal,
): Promise<Response> {
  const until = performance.now() + patienceMs
  for (let attempt = 1; ; attempt += 1) {
    const pauseMs = backOffMs(attempt)
    const isLast = performance.now() + pauseMs > until
    // The login is at the API, which may be another server than that of the files.
    let address = connection.url
    try {
      const authorization = await connection.login.header(signal)
      address = connection.filesUrl
      const response = await send(authorization === undefined ? {} : { authorization })
      const again = response.status === 401 ? connection.login.renew(authorization) : isTemporary(response.status)
      if (!again || isLast) return response
      await response.arrayBuffer()
    } catch (error) {
      signal?.throwIfAborted()
      const failure = connectionFailureOf(error)
      if (failure === undefined && !(isApiError(error) && isTemporary(error.status) && !isLast)) throw error
      if (isLast)
        throw new ApiError(`${address} cannot be reached (${failure}). Check that the server answers there.`, {
          code: 'unreachable',
          status: 0,
          cause: error,
        })
    }
    await pause(pauseMs, signal)
  }
}

export function uriOf(connection: Connection, segments: readonly string[]): string {
  return `${connection.filesUrl}/${segments.map(encodeURIComponent).join('/')}`
}

function filesError(what: string, path: string, response: Response, answer: string): ApiError {
  const stated = errorIn(answer)
  if (stated !== undefined) return new ApiError(`${what} ${path} failed: ${stated.message}`, { ...stated, status: response.status })
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
