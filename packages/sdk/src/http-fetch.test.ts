import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionFailureOf } from './client/connection-failure.ts'
import { backgroundFetch, httpFetch } from './http-fetch.ts'

const server = createServer((request, answer) => void reply(request, answer))
let url: string
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function reply(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  if (request.url === '/never') return
  if (request.url === '/moved') return void answer.writeHead(308, { location: `${url}/echo` }).end()
  if (request.url === '/half') return void answer.writeHead(200, { 'content-length': 10 }).write('half')
  const body = (await request.toArray()).join('')
  answer.writeHead(request.url === '/refused' ? 409 : 200, { 'x-port': String(request.socket.remotePort) })
  answer.end(
    JSON.stringify({ method: request.method, body, type: request.headers['content-type'], length: request.headers['content-length'] }),
  )
}

const post = { method: 'POST', body: '{"a":"ä"}', headers: { 'content-type': 'application/json' } }
const echoed = { method: 'POST', body: post.body, type: 'application/json', length: '10' }

test('a call is answered as by fetch, also by a server that has moved', async () => {
  for (const send of [httpFetch, backgroundFetch]) {
    const answer = await send(`${url}/echo`, post)
    expect([answer.ok, answer.status, answer.url, await answer.json()]).toEqual([true, 200, `${url}/echo`, echoed])
    expect((await send(`${url}/refused`, { ...post, headers: new Headers(post.headers) })).status).toBe(409)
    expect(await (await send(`${url}/moved`, post)).json()).toEqual(echoed)
  }
})

test('connections are kept open, but for those of the background', async () => {
  const portsOf = async (send: typeof fetch) => {
    const first = (await send(`${url}/echo`, post)).headers.get('x-port')
    return [first, (await send(`${url}/echo`, post)).headers.get('x-port')]
  }
  const [kept, again] = await portsOf(httpFetch)
  expect(again).toBe(kept)
  const [own, other] = await portsOf(backgroundFetch)
  expect(other).not.toBe(own)
})

test('an abort ends a call with its reason, before the answer, in the middle of it, and at once', async () => {
  for (const path of ['/never', '/half']) {
    const abort = new AbortController()
    const [received, call] = [once(server, 'request'), httpFetch(url + path, { ...post, signal: abort.signal })]
    await received
    abort.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    await expect(httpFetch(url + path, { signal: abort.signal })).rejects.toThrow('enough')
  }
})

test('a server that is not there is told by its code', async () => {
  // Nobody listens at this port, nor is given it.
  const error: unknown = await httpFetch('http://127.0.0.1:2/', post).catch((reason: unknown) => reason)
  expect(connectionFailureOf(error)).toBe('ECONNREFUSED')
})
