import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { isClearmlClient } from './call.ts'

/** How long the rest of a body is taken in after its call was answered. */
const restSeconds = 10

/**
 * What is answered before its body was read to the end, as a refusal is, leaves bytes on the connection. They are taken in and thrown away, so that the
 * connection can carry the next call; a sender who is not done in ten seconds loses it. Where the answer closes the connection, it waits for the rest:
 * closing over unread bytes would take the answer away from a sender who reads only when he has sent everything.
 */
export function takeInRefusedBodies(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.raw.complete && request.raw.readableLength === 0) return payload
    const rest = discardRest(request.raw)
    if (!reply.raw.shouldKeepAlive || isClearmlClient(request)) await rest
    // Fastify closes the connection where a body could not be read, since it leaves the rest of it there.
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
    // Readers that have given up may still be attached.
    body.unpipe()
    body.resume()
  })
}
