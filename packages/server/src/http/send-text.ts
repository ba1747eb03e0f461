import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { TextFile } from '../text-file.ts'

/** Sends a file of text, a part at a time: a slow reader slows the reading and fills no memory. An error on the way breaks the connection. */
export function sendText(reply: FastifyReply, { name, type, parts }: TextFile): FastifyReply {
  return reply
    .code(200)
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(parts, { objectMode: false }))
}
