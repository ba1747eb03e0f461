import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy before a server, whose connections a test can interrupt. */
export interface Interruptible extends AsyncDisposable {
  readonly url: string
  /** Resolves when the server has sent this text. */
  readonly saw: (text: string) => Promise<void>
  /** Breaks every connection, and refuses new ones until it is mended. */
  readonly cut: () => void
  readonly mend: () => void
}

export async function interruptible(url: string): Promise<Interruptible> {
  const sockets = new Set<Socket>()
  const watchers = new Map<string, () => void>()
  let sent = ''
  let isOpen = true
  const server = createServer((socket) => {
    if (!isOpen) return void socket.destroy()
    const upstream = connect(Number(new URL(url).port), '127.0.0.1')
    for (const each of [socket, upstream]) {
      sockets.add(each)
      each.on('error', () => {}).on('close', () => sockets.delete(each))
    }
    socket.pipe(upstream)
    upstream.pipe(socket)
    upstream.on('data', (chunk: Buffer) => {
      sent += chunk.toString()
      for (const [text, seen] of watchers) if (sent.includes(text)) seen()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    isOpen = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    saw: (text) => new Promise((seen) => (sent.includes(text) ? seen() : watchers.set(text, seen))),
    cut,
    mend: () => {
      isOpen = true
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
