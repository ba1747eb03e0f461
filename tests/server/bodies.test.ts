import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { json } from 'node:stream/consumers'
import { type Action, contract } from '@clearway/contract'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'

const mebibyte = 1 << 20

const test = serverTest
  .extend('token', { scope: 'file' }, ({ world }) => tokenOf(world.url, world.connection))
  /** The status line of the answer to a call whose body is announced and never sent. */
  .extend('answerBeforeBody', { scope: 'file' }, ({ world }) => async (path: string, headers: readonly string[]): Promise<string> => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1')
    const lines = [`POST ${path} HTTP/1.1`, 'host: x', 'content-type: application/json', `content-length: ${60 * mebibyte}`, ...headers]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    const [first] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    return first.toString().split('\r\n', 1)[0]!
  })

test('an unauthorized call is refused before its body is read', async ({ token, answerBeforeBody }) => {
  expect(await answerBeforeBody('/tasks.create', [])).toBe('HTTP/1.1 401 Unauthorized')
  expect(await answerBeforeBody('/tasks.create', ['authorization: Bearer nobody'])).toBe('HTTP/1.1 401 Unauthorized')
  expect(await answerBeforeBody('/events.add_batch', [])).toBe('HTTP/1.1 401 Unauthorized')
  expect(await answerBeforeBody('/nothing.here', [])).toBe('HTTP/1.1 404 Not Found')
  expect(await answerBeforeBody('/tasks.nothing', [])).toBe('HTTP/1.1 404 Not Found')
  expect(await answerBeforeBody('/files/x', [])).toBe('HTTP/1.1 404 Not Found')
  expect(await answerBeforeBody('/delete_many', [])).toBe('HTTP/1.1 401 Unauthorized')
  expect(await answerBeforeBody('/auth.login', [])).toBe('HTTP/1.1 413 Payload Too Large')
  expect(await answerBeforeBody('/tasks.get_all', [`authorization: Bearer ${token}`])).toBe('HTTP/1.1 413 Payload Too Large')
})

test('only actions whose contract says so take content of many megabytes', async ({ world, token }) => {
  const script = { diff: 'print("x")\n'.repeat(900_000) }
  expect(await httpCall(world.url, 'tasks.create', { token, body: { name: 'long', script } })).toMatchObject({ status: 200 })
  expect(await httpCall(world.url, 'tasks.stop', { token, body: { task: 'x'.repeat(3 * mebibyte) } })).toMatchObject({ status: 413 })
  const large = Object.entries(contract).flatMap(([service, actions]) =>
    Object.entries<Action>(actions).flatMap(([name, { body }]) => (body !== undefined ? [`${service}.${name}`] : [])),
  )
  expect(large).toMatchInlineSnapshot(`
    [
      "imports.put",
      "models.create",
      "models.edit",
      "models.update",
      "models.update_for_task",
      "models.add_or_update_metadata",
      "queues.add_or_update_metadata",
      "reports.create",
      "reports.update",
      "runs.check",
      "runs.append",
      "schedules.create",
      "schedules.update",
      "tasks.create",
      "tasks.clone",
      "tasks.edit",
      "tasks.validate",
      "tasks.set_requirements",
      "tasks.edit_hyper_params",
      "tasks.edit_configuration",
      "tasks.edit_runtime",
      "tasks.add_or_update_artifacts",
      "tasks.launch",
      "triggers.create",
      "workers.hand_back",
      "workers.end",
    ]
  `)
})

test('a batch of events may be larger than any other body', async ({ world, token }) => {
  const { id: task } = await world.api.tasks.create({ name: 'batch', type: 'training' })
  const line = JSON.stringify({ type: 'log', task, msg: 'y'.repeat(mebibyte) })
  const body = Array.from({ length: 20 }, () => line).join('\n')
  const headers = { 'content-type': 'application/json-lines' }
  expect(await httpCall(world.url, 'events.add_batch', { token, body, headers })).toMatchObject({ status: 200, data: { added: 20 } })
})

test('JSON that is nested too deeply or has too many values is refused by a named error', async ({ world, token }) => {
  const deep = await httpCall(world.url, 'tasks.create', { token, body: '['.repeat(15 * mebibyte) })
  expect(deep).toMatchObject({ status: 400, code: 'body_too_complex' })
  const wide = await httpCall(world.url, 'tasks.create', { token, body: `{"a":[${'0,'.repeat(7 * mebibyte)}0]}` })
  expect(wide).toMatchObject({ status: 400, code: 'body_too_complex' })
  const headers = { 'content-type': 'application/json-lines' }
  const line = await httpCall(world.url, 'events.add_batch', { token, body: '['.repeat(60 * mebibyte), headers })
  expect(line).toMatchObject({ status: 400, code: 'body_too_complex' })
})

test('the connection of a refused upload carries the next call at once', async ({ world, token }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const call = (path: string, type: string): ReturnType<typeof request> =>
    request(`${world.url}/${path}`, { method: 'POST', agent, headers: { authorization: `Bearer ${token}`, 'content-type': type } })
  async function answerOf(sent: ReturnType<typeof request>): Promise<{ status: number | undefined; port: number | undefined }> {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    const { localPort } = answer.socket
    await json(answer)
    return { status: answer.statusCode, port: localPort }
  }
  const upload = call('files', 'multipart/form-data; boundary=b')
  const refused = answerOf(upload)
  upload.write('--b\r\ncontent-disposition: form-data; name="../escape"; filename="f"\r\n\r\nbegin')
  const refusal = await refused
  expect(refusal).toMatchObject({ status: 400 })
  // The sender has not noticed the refusal, and goes on sending.
  upload.end(`${'x'.repeat(4 * mebibyte)}\r\n--b--\r\n`)
  await once(upload, 'finish')
  const next = call('debug.ping', 'application/json')
  next.end('{}')
  expect(await answerOf(next)).toEqual({ status: 200, port: refusal.port })
  agent.destroy()
})

test('a client that reads only after it has sent its whole body receives the refusal, and its connection is closed', async ({ world }) => {
  const headers = { 'user-agent': 'python-requests/2.32' }
  const refusal = await httpCall(world.url, 'tasks.create', { body: Buffer.alloc(30 * mebibyte, '['), headers })
  expect(refusal).toMatchObject({ status: 401, code: 'no_credentials', headers: { connection: 'close' } })
})
