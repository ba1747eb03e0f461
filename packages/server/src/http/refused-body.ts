import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { isClearmlClient } from './call.ts'

/** How long the rest of a body is read after its call was answered. */
const restSeconds = 10

/**
 * Reads and discards the rest of a body whose call was answered early, for example refused, so that the connection can carry the next call. A sender that
 * takes more than ten seconds loses the connection. An answer that closes the connection waits for the rest of the body: closing a connection with unread
 * bytes would lose the answer for a sender that reads only after it has sent everything.
 */
export function takeInRefusedBodies(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.raw.complete && request.raw.readableLength === 0) return payload
    const rest = discardRest(request.raw)
    if (!reply.raw.shouldKeepAlive || isClearmlClient(request)) await rest
    // Fastify closes the connection after a body that could not be read, because it would leave the rest unread.
    else reply.removeHeader('connection')
    return payload
  })
}

function discardRest(body: IncomingMessage): Promise<void> {
  if (body.readableEnded || body.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const late = setTimeout(() => body.socket.destroy(), restSeconds * 1000)
    const done = (): void => {
      clearTimeout(late)
      resolve()
    }
    body.once('end', done).once('close', done)
    // A reader that has given up may still be attached.
    body.unpipe()
    body.resume()
  })
}
