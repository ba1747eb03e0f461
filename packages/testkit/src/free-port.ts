import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that systems give to connections, and to programs that ask for any port: Linux from 32768 on, others from 49152 on. */
const ports = [20_000, 32_000] as const

/** A port on which nobody listens, and that nobody else is given until a program listens there, or listens there again after its restart. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...ports)
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      continue
    }
    server.close()
    await once(server, 'close')
    return port
  }
}
