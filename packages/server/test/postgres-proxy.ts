import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** An address of a PostgreSQL whose connections a test can break. */
interface PostgresProxy extends AsyncDisposable {
  readonly url: string
  /** Closes all connections, and refuses new ones. */
  readonly close: () => void
  /** Accepts connections, and passes on nothing that comes over any of them. */
  readonly freeze: () => void
  /** Passes on what comes from now on, over new connections too. */
  readonly reopen: () => void
  /** Waits for the next connection that is refused. */
  readonly refusal: () => Promise<unknown>
}

/** Listens on an address that leads to a PostgreSQL. */
export async function postgresProxy(url: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(url)
  const open = new Set<Socket>()
  let state: 'open' | 'closed' | 'frozen' = 'open'
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (state === 'closed') {
      socket.destroy()
      server.emit('refusal')
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
      one.on('data', (bytes) => {
        if (state !== 'frozen') other.write(bytes)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  const destroyAll = (): void => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: through.href,
    close: () => {
      state = 'closed'
      destroyAll()
    },
    freeze: () => void (state = 'frozen'),
    reopen: () => void (state = 'open'),
    refusal: () => once(server, 'refusal'),
    [Symbol.asyncDispose]: async () => {
      destroyAll()
      server.close()
      await once(server, 'close')
    },
  }
}
