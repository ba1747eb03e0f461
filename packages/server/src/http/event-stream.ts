import type { OutgoingHttpHeaders } from 'node:http'
import type { changes, RequestOf } from '@clearway/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatCursor, parseCursor } from '../changes/cursor.ts'
import { streamChanges, type StreamItem } from '../changes/stream.ts'
import type { Context } from '../context.ts'
import { ActionError } from '../errors.ts'

interface Streaming {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Checks the caller's credentials again; throws if they are no longer valid. */
  readonly admit: () => Promise<unknown>
}

/** How often the credentials are checked. A revocation is checked at once, because it sends a signal; an expired token sends none. */
const admitEveryMilliseconds = 15_000

/** Sends the change stream as Server-Sent Events, as long as the caller's credentials are valid. A slow reader slows the stream and fills no memory. */
export async function sendEvents(
  ctx: Context,
  input: RequestOf<typeof changes.stream>,
  { request, reply, admit }: Streaming,
): Promise<void> {
  const after = parseCursor(String(request.headers['last-event-id'] ?? '')) ?? parseCursor(String(input.after ?? ''))
  using admission = keepAdmitting(ctx, admit)
  const { signal } = admission
  reply.hijack()
  const { raw } = reply
  // The headers for browsers, which hooks have set.
  const set = reply.getHeaders() as OutgoingHttpHeaders
  raw.writeHead(200, { ...set, 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  try {
    for await (const item of streamChanges(ctx, after, input, signal)) {
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

/** Checks the credentials periodically. The signal is aborted when they are no longer valid, or when the call is over. */
function keepAdmitting({ signal, signals, log }: Context, admit: () => Promise<unknown>): Disposable & { readonly signal: AbortSignal } {
  const refused = new AbortController()
  const check = async (): Promise<void> => {
    try {
      await admit()
    } catch (error) {
      if (error instanceof ActionError) refused.abort()
      else log.error({ err: error }, 'The credentials of a change stream could not be checked')
    }
  }
  const unsubscribe = signals.on('revoked', () => void check())
  const timer = setInterval(() => void check(), admitEveryMilliseconds)
  // The credentials may have been revoked since the call was admitted.
  void check()
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

/** The text of an item. An `id` without data sets the position from which a reader resumes, and is no event to the reader. */
function written(item: StreamItem): string {
  switch (item.type) {
    case 'change':
      return `id: ${item.change.seq}\ndata: ${JSON.stringify(item.change)}\n\n`
    case 'resync':
      return `id: ${item.seq}\nevent: resync\ndata: {}\n\n`
    case 'open':
      return `id: ${formatCursor(item.cursor)}\n: open\n\n`
    case 'idle':
      return ': idle\n\n'
  }
}
