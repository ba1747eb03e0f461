import type { changes, RequestOf } from '@clearway/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { streamChanges, type StreamItem } from '../changes/stream.ts'
import type { Context } from '../context.ts'

/** The change stream as Server-Sent Events. A slow reader holds the stream back, not the server's memory. */
export async function sendEvents(
  ctx: Context,
  input: RequestOf<typeof changes.stream>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const lastId = Number(request.headers['last-event-id'])
  const after = Number.isInteger(lastId) && lastId > 0 ? lastId : input.after
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  try {
    for await (const item of streamChanges(ctx, ctx.signals, after, input, ctx.signal)) {
      const flowing = raw.write(written(item))
      if (!flowing && !ctx.signal.aborted) await new Promise<void>((go) => void raw.once('drain', go).once('close', go))
    }
  } catch (error) {
    ctx.log.error({ err: error }, 'The change stream broke')
  } finally {
    raw.end()
  }
}

function written(item: StreamItem): string {
  switch (item.type) {
    case 'change':
      return `id: ${item.change.seq}\ndata: ${JSON.stringify(item.change)}\n\n`
    case 'resync':
      return `id: ${item.seq}\nevent: resync\ndata: {}\n\n`
    case 'open':
    case 'idle':
      return `: ${item.type}\n\n`
  }
}
