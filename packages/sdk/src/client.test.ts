import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createClient } from './client.ts'
import { followChanges } from './client/event-stream.ts'
import { createLogin } from './client/login.ts'

interface Received {
  readonly path: string
  readonly body: string
  readonly authorization: string
  readonly lastEventId: string
  readonly type: string
}

type Reply = (response: ServerResponse, received: Received, count: number) => void

/** A real HTTP server that logs keys in and answers the rest as told. */
async function serve(reply: Reply) {
  const received: Received[] = []
  let logins = 0
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { authorization = '', 'last-event-id': lastEventId = '', 'content-type': type = '' } = request.headers
      if (request.url === '/auth.login') return ok(response, { token: `token-${(logins += 1)}` })
      const one = { path: request.url ?? '', body, authorization, lastEventId: String(lastEventId), type }
      received.push(one)
      reply(response, one, received.length)
    })
  }).listen(0)
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    received,
    api: createClient({ baseUrl, credentials: { accessKey: 'a', secretKey: 's' } }),
    baseUrl,
    logins: () => logins,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString()
  return text
}

function ok(response: ServerResponse, data: object): void {
  response.end(JSON.stringify({ meta: { result_code: 200, result_msg: 'OK' }, data }))
}

function fail(response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end(
    JSON.stringify({
      meta: { result_code: status, result_msg: 'No. Do better.', error_data: { code, cure: 'Do better.', field: 'task' } },
      data: {},
    }),
  )
}

test('concurrent calls share the token of one login', async () => {
  await using server = await serve((response) => ok(response, { msg: 'pong' }))
  await Promise.all([server.api.debug.ping({}), server.api.debug.ping({})])
  expect(server.logins()).toBe(1)
  expect(server.received).toMatchObject([
    { path: '/v2.34/debug.ping', body: '{}', authorization: 'Bearer token-1' },
    { path: '/v2.34/debug.ping', authorization: 'Bearer token-1' },
  ])
})

test('a refused token is renewed once; a second refusal is the answer', async () => {
  await using server = await serve((response, { authorization, path }) =>
    authorization === 'Bearer token-2' && path.endsWith('ping') ? ok(response, { msg: 'pong' }) : fail(response, 401, 'invalid_token'),
  )
  expect(await server.api.debug.ping({})).toEqual({ msg: 'pong' })
  await expect(server.api.server.info({})).rejects.toMatchObject({ code: 'invalid_token', status: 401 })
  expect(server.received.map(({ authorization }) => authorization)).toEqual([
    'Bearer token-1',
    'Bearer token-2',
    'Bearer token-2',
    'Bearer token-3',
  ])
})

test('an error has code, field and cure', async () => {
  await using server = await serve((response) => fail(response, 400, 'task_not_found'))
  await expect(server.api.tasks.get_by_id({ task: 'x' })).rejects.toMatchObject({
    name: 'ApiError',
    code: 'task_not_found',
    status: 400,
    message: 'tasks.get_by_id: No. Do better.',
    details: { field: 'task', cure: 'Do better.' },
  })
})

test('after a lost connection only calls that are safe to repeat are repeated', async () => {
  await using server = await serve((response, _, count) => {
    if (count === 1 || count === 3) response.destroy()
    else ok(response, { id: 'made' })
  })
  expect(await server.api.tasks.create({ name: 'abc' })).toEqual({ id: 'made' })
  await expect(server.api.tasks.reset({ task: 'x' })).rejects.toMatchObject({ code: 'unreachable' })
  expect(server.received.map(({ path }) => path)).toEqual(['/v2.34/tasks.create', '/v2.34/tasks.create', '/v2.34/tasks.reset'])
})

test('any call is repeated after a refusal that the server was too busy', async () => {
  await using server = await serve((response, _, count) =>
    count < 3 ? fail(response, count === 1 ? 503 : 429, 'unavailable', { 'retry-after': '0' }) : ok(response, { updated: 1 }),
  )
  expect(await server.api.tasks.reset({ task: 'x' })).toEqual({ updated: 1 })
})

test('repetition ends at its time limit, with the last refusal', async () => {
  await using server = await serve((response) => fail(response, 503, 'unavailable'))
  await expect(server.api.debug.ping({}, { patienceSeconds: 0 })).rejects.toMatchObject({ code: 'unavailable', status: 503 })
})

test('an abort ends a call at once, with its reason', async () => {
  const abort = new AbortController()
  await using server = await serve(() => abort.abort(new Error('enough')))
  await expect(server.api.tasks.wait({ tasks: [{ id: 'x' }] }, { signal: abort.signal })).rejects.toThrow('enough')
})

test('events are sent as one JSON object a line', async () => {
  await using server = await serve((response) => ok(response, { added: 2, errors: 0, errors_info: {} }))
  await server.api.events.add_batch([{ type: 'log', msg: 'a\nb' }, { type: 'log' }])
  expect(server.received[0]).toMatchObject({ type: 'application/json-lines', body: '{"type":"log","msg":"a\\nb"}\n{"type":"log"}' })
})

test('a stream of changes continues where its connection broke, and reports when changes were missed', async () => {
  await using server = await serve((response, _, count) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (count === 1)
      response.write(': hello\n\nid: 7\ndata: {"seq":7,"entity":"task","id":"t"}\n\nid: 8\ndata: {"seq"', () => response.destroy())
    else response.write('id: 9\r\nevent: resync\r\ndata: {}\r\n\r\n')
  })
  const over = new AbortController()
  const seen: unknown[] = []
  for await (const change of server.api.changes.stream({}, { signal: over.signal })) {
    seen.push(change)
    if (seen.length === 2) break
  }
  over.abort()
  expect(seen).toEqual([
    { seq: 7, entity: 'task', id: 't' },
    { entity: 'resync', seq: 9 },
  ])
  expect(server.received.map(({ lastEventId }) => lastEventId)).toEqual(['', '7'])
})

test('a stream that broke before its first change continues from the position at which it was opened', async () => {
  await using server = await serve((response, _, count) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (count === 1) response.write('id: 5\n: open\n\n', () => response.destroy())
    else response.write('id: 6\ndata: {"seq":6,"entity":"task","id":"t"}\n\n')
  })
  for await (const change of server.api.changes.stream({})) {
    expect(change).toEqual({ seq: 6, entity: 'task', id: 't' })
    break
  }
  expect(server.received.map(({ lastEventId }) => lastEventId)).toEqual(['', '5'])
})

test('awaiting the client, or a service of it, calls nothing', async () => {
  await using server = await serve((response) => ok(response, {}))
  await Promise.resolve(server.api)
  await Promise.resolve(server.api.tasks)
  expect(server.received).toEqual([])
})

test('an answer that is not the API’s is reported as such', async () => {
  await using server = await serve((response) => response.writeHead(404).end('<html>nginx</html>'))
  await expect(server.api.debug.ping({})).rejects.toMatchObject({
    code: 'not_this_server',
    message: expect.stringContaining('Check the server') as string,
  })
})

test('a call ends with its signal while it waits for a login, which goes on for other calls', { timeout: 20_000 }, async () => {
  const login = Promise.withResolvers<ServerResponse>()
  await using server = createServer((request, response) => {
    if (request.url === '/auth.login') login.resolve(response)
    else ok(response, { msg: 'pong' })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const api = createClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKey: 'a', secretKey: 's' },
  })
  const stop = new AbortController()
  const other = api.debug.ping({})
  const call = api.debug.ping({}, { signal: stop.signal })
  const changes = api.changes.stream({}, { signal: stop.signal })[Symbol.asyncIterator]().next()
  const response = await login.promise
  const reason = new Error('no longer wanted')
  stop.abort(reason)
  await expect(call).rejects.toBe(reason)
  await expect(changes).rejects.toBe(reason)
  ok(response, { token: 't' })
  expect(await other).toEqual({ msg: 'pong' })
  server.closeAllConnections()
})

test('a stream of changes that has gone silent is opened anew, from where it was', async () => {
  const comments = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  await using server = await serve((response, _, count) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`id: ${count}\ndata: {"entity":"task","seq":${count}}\n\n`)
    // The second connection is alive: it sends comments, so it is kept although nothing changes.
    let sent = 0
    const comment = (): void => {
      response.write(': idle\n\n')
      sent += 1
      if (sent === 20) comments.resolve()
    }
    if (count === 2) timer = setInterval(comment, 50)
  })
  const login = createLogin(fetch, server.baseUrl, { token: 't' })
  const caller = { send: fetch, baseUrl: server.baseUrl, login, patienceSeconds: 0, headers: {} }
  const stop = new AbortController()
  const changes = followChanges(caller, {}, { signal: stop.signal }, 500)
  try {
    expect([(await changes.next()).value, (await changes.next()).value]).toMatchObject([{ seq: 1 }, { seq: 2 }])
    const next = changes.next()
    await Promise.race([next, comments.promise])
    expect(server.received.map(({ lastEventId }) => lastEventId)).toEqual(['', '1'])
    stop.abort(new Error('enough'))
    await expect(next).rejects.toThrow('enough')
  } finally {
    clearInterval(timer)
  }
})
