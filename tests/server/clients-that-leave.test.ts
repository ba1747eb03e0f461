import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { readSettings, startServer } from '@clearway/server'
import { database } from '@clearway/testkit'
import { createClient } from '@clearway/sdk/client'
import { expect, test } from 'vitest'

test('a client that leaves before its answer is no failure of the server', async () => {
  await using target = await database.migrated()
  const errors: string[] = []
  const flags = { host: '127.0.0.1', port: 0, data: target.folder, database: target.url, logLevel: 'error' }
  await using server = await startServer(readSettings({ flags }), { onLog: (entry) => errors.push(entry) })
  const { url, accessKey, secretKey } = server.connection
  const api = createClient({ baseUrl: url, credentials: { accessKey, secretKey } })
  const comment = 'x'.repeat(100_000)
  for (let made = 0; made < 30; made += 1) await api.tasks.create({ name: 'large', type: 'training', comment })

  const head = [
    'POST /tasks.get_all HTTP/1.1',
    'host: x',
    `authorization: Basic ${btoa(`${accessKey}:${secretKey}`)}`,
    'accept-encoding: gzip',
    'content-type: application/json',
    'content-length: 2',
  ]
  const leave = async (afterMs: number): Promise<void> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`${head.join('\r\n')}\r\n\r\n{}`)
    await setTimeout(afterMs)
    socket.destroy()
    await once(socket, 'close')
  }
  // One after another, at moments that cover the making of the answer.
  for (let afterMs = 0; afterMs < 50; afterMs += 5) await leave(afterMs)
  await api.tasks.get_all({})
  expect(errors).toEqual([])
})
