import type { OutgoingHttpHeaders } from 'node:http'
import type { changes, RequestOf } from '@clearway/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { placeText, readPlace } from '../changes/place.ts'
import { streamChanges, type StreamItem } from '../changes/stream.ts'
import type { Context } from '../context.ts'
import { ActionError } from '../errors.ts'

interface Streaming {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Refuses as soon as the caller may be let in no longer. */
  readonly admit: () => Promise<unknown>
}

/** A revoked credential is told at once; that a token's time is over is nobody's doing. */
const admitEveryMilliseconds = 15_000

/** The change stream as Server-Sent Events, for as long as its caller is let in. A slow reader holds the stream back, not the server's memory. */
export async function sendEvents(
  ctx: Context,
  input: RequestOf<typeof changes.stream>,
  { request, reply, admit }: Streaming,
): Promise<void> {
  const after = readPlace(String(request.headers['last-event-id'] ?? '')) ?? (input.after === undefined ? undefined : { seq: input.after })
  using admission = keepAdmitting(ctx, admit)
  const { signal } = admission
  reply.hijack()
  const { raw } = reply
  // The headers for browsers, which hooks have set.
  const set = reply.getHeaders() as OutgoingHttpHeaders
  raw.writeHead(200, { ...set, 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  try {
    for await (const item of streamChanges(ctx, ctx.signals, after, input, signal)) {
      if (signal.aborted) break
      const flowing = raw.write(written(item))
      if (!flowing && !signal.aborted) await drained(raw, signal)
    }
  } catch (error) {
    ctx.log.error({ err: error }, 'The change stream broke')
  } finally {
    raw.end()
  }
}

/** Aborts when the call is over or its caller is admitted no longer. */
function keepAdmitting({ signal, signals, log }: Context, admit: () => Promise<unknown>): Disposable & { readonly signal: AbortSignal } {
  const refused = new AbortController()
  const look = async (): Promise<void> => {
    try {
      await admit()
    } catch (error) {
      if (error instanceof ActionError) refused.abort()
      else log.error({ err: error }, 'Whether the change stream may go on could not be told')
    }
  }
  const unsubscribe = signals.on('revoked', () => void look())
  const timer = setInterval(() => void look(), admitEveryMilliseconds)
  // What was revoked between the call's own admission and here.
  void look()
  return {
    signal: AbortSignal.any([signal, refused.signal]),
    [Symbol.dispose]() {
      unsubscribe()
      clearInterval(timer)
    },
  }
}

function drained(raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const done = (): void => {
      raw.off('drain', done).off('close', done)
      signal.removeEventListener('abort', done)
      go()
    }
    raw.once('drain', done).once('close', done)
    signal.addEventListener('abort', done, { once: true })
  })
}

/** An `id` without data moves a reader's place and is no event to it. */
function written(item: StreamItem): string {
  switch (item.type) {
    case 'change':
      return `id: ${item.change.seq}\ndata: ${JSON.stringify(item.change)}\n\n`
    case 'resync':
      return `id: ${item.seq}\nevent: resync\ndata: {}\n\n`
    case 'open':
      return `id: ${placeText(item.place)}\n: open\n\n`
    case 'idle':
      return ': idle\n\n'
  }
}
