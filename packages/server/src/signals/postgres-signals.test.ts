import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { postgres, until } from '@clearway/testkit'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { listenForSignals } from './postgres-signals.ts'

const log = pino({ level: 'silent' })

/** A way to a PostgreSQL that a test can close, and that counts the attempts to connect meanwhile. */
async function aProxy(url: string) {
  const { hostname, port } = new URL(url)
  const open = new Set<Socket>()
  let isClosed = false
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (isClosed) {
      socket.destroy()
      server.emit('attempt')
      return
    }
    const database = connect(Number(port), hostname)
    database.on('error', () => {})
    for (const [one, other] of [[socket, database] as const, [database, socket] as const]) {
      open.add(one)
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    close: () => {
      isClosed = true
      for (const socket of open) socket.destroy()
    },
    reopen: () => void (isClosed = false),
    attempt: () => once(server, 'attempt'),
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('a broken signal connection is made anew by one attempt at a time, each after a longer pause', async () => {
  await using database = await postgres.fresh()
  await using proxy = await aProxy(database.url)
  const here = await listenForSignals(proxy.url, log)
  await using _here = here.forwarding
  const elsewhere = await listenForSignals(database.url, log)
  await using _elsewhere = elsewhere.forwarding

  const began = performance.now()
  proxy.close()
  for (let attempts = 0; attempts < 3; attempts += 1) await proxy.attempt()
  // After 200 ms, 400 ms and 800 ms.
  expect(performance.now() - began).toBeGreaterThan(1350)

  proxy.reopen()
  await until(async () => {
    elsewhere.signals.send('work')
    return here.signals.wait(['work'], 100, AbortSignal.timeout(60_000))
  })
})
