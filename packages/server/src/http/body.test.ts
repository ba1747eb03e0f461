import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { readBody } from './body.ts'

const bounds = { bytes: 1000, values: 100 }

test('a body whose connection has gone before it is read is refused at once, and leaves no timer', async () => {
  const server = createServer()
  const arrived = once(server, 'request') as Promise<[IncomingMessage]>
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = request({ port: (server.address() as AddressInfo).port, method: 'POST', headers: { 'content-length': '50' } })
  client.on('error', () => {})
  client.write('{')
  const [body] = await arrived
  const gone = once(body, 'close')
  client.destroy()
  await gone.catch(() => undefined)
  await expect.poll(() => body.destroyed).toBe(true)
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()
  await expect(readBody(body, bounds)).rejects.toMatchObject({ code: 'invalid_json' })
  expect(timers()).toBe(before)
  server.close()
})
