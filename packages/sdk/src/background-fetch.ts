import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'

/** A fetch whose connection does not keep the process alive, for long polls. */
export const backgroundFetch: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  const body = init?.body ?? ''
  if (typeof body !== 'string') throw new TypeError('backgroundFetch sends texts only.')
  return new Promise<Response>((resolve, reject) => {
    const { signal } = init ?? {}
    if (signal?.aborted === true) return reject(signal.reason)
    const headers = Object.fromEntries(new Headers(init?.headers))
    const request = send(url, {
      method: init?.method ?? 'GET',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
    })
    const stop = (): void => void request.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
    signal?.addEventListener('abort', stop, { once: true })
    request.on('close', () => signal?.removeEventListener('abort', stop))
    request.on('socket', (socket) => socket.unref())
    request.on('error', (error) => reject(signal?.aborted === true ? signal.reason : error))
    request.on('response', (answer) => void readAll(answer).then((bytes) => resolve(toResponse(answer, bytes, url)), reject))
    request.end(body)
  })
}

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function toResponse(answer: IncomingMessage, bytes: Buffer, url: URL): Response {
  const headers = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const response = new Response(new Uint8Array(bytes), {
    status: answer.statusCode ?? 502,
    statusText: answer.statusMessage ?? '',
    headers,
  })
  Object.defineProperty(response, 'url', { value: url.href })
  return response
}
