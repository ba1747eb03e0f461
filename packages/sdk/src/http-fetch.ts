import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Socket } from 'node:net'

interface HttpOptions {
  /** Whether a connection is used for one call alone, and does not keep the process alive. */
  readonly isBackground: boolean
}

/** A fetch whose connections do not keep the process alive, for long polls. */
export const backgroundFetch: typeof fetch = fetchBy({ isBackground: true })

/**
 * A fetch of texts by Node's own HTTP, which takes half the time of the global `fetch` from a call to its answer: for programs that call a server nearby
 * for each step. Connections are kept open. Answers come uncompressed and as a whole.
 */
export const httpFetch: typeof fetch = fetchBy({ isBackground: false })

function fetchBy({ isBackground }: HttpOptions): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const { signal, body = '', method = 'GET' } = init
    if (typeof body !== 'string') throw new TypeError('Only texts are sent by Node’s HTTP.')
    const answer = await new Promise<Answer>((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error)
      const send = url.protocol === 'https:' ? requestHttps : requestHttp
      const request = send(url, {
        method,
        headers: { ...headersOf(init.headers), 'content-length': Buffer.byteLength(body) },
        ...(isBackground && { agent: false }),
      })
      const stop = (): void => void request.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
      signal?.addEventListener('abort', stop, { once: true })
      request.on('close', () => signal?.removeEventListener('abort', stop))
      if (isBackground) request.on('socket', (socket: Socket) => socket.unref())
      const fail = (error: unknown): void => reject((signal?.aborted === true ? signal.reason : error) as Error)
      request.on('error', fail)
      request.on('response', (message) => void readAll(message).then((bytes) => resolve({ message, bytes }), fail))
      request.end(body)
    })
    // A server that has moved, which a POST follows in these two cases.
    if (answer.message.statusCode === 307 || answer.message.statusCode === 308) return fetch(input, init)
    return toResponse(answer, url)
  }
}

interface Answer {
  readonly message: IncomingMessage
  readonly bytes: Buffer
}

/** The headers as Node's HTTP takes them. Most callers give a plain object. */
function headersOf(headers: RequestInit['headers'] = {}): Readonly<Record<string, string>> {
  return headers instanceof Headers || Array.isArray(headers)
    ? Object.fromEntries(new Headers(headers))
    : (headers as Record<string, string>)
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function toResponse({ message, bytes }: Answer, url: URL): Response {
  const headers = Object.entries(message.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const response = new Response(new Uint8Array(bytes), {
    status: message.statusCode ?? 502,
    statusText: message.statusMessage ?? '',
    headers,
  })
  Object.defineProperty(response, 'url', { value: url.href })
  return response
}
