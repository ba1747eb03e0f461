import type { Logger } from 'pino'
import { NotifyClient } from '../db/connection/notify-client.ts'
import type { Topic } from '../scope.ts'
import { createSignals, type Signals } from './signals.ts'

/** The pause before the first attempt to reconnect, and the longest one: each is twice as long as the one before. */
const [firstWait, longestWait] = [200, 5000]

/**
 * Signals over all servers of a PostgreSQL: each is sent to the others by NOTIFY. A notification carries a topic and no data. A listener whose
 * connection breaks reconnects, by one attempt at a time; meanwhile every wait has a deadline at which it checks anyway.
 */
export async function listenForSignals(
  url: string,
  log: Logger,
): Promise<{ readonly signals: Signals; readonly forwarding: AsyncDisposable }> {
  const own = crypto.randomUUID()
  const closing = new AbortController()
  const outgoing = new Set<Topic>()
  let listener: NotifyClient | undefined
  let sending = false
  const signals = createSignals((topic) => {
    outgoing.add(topic)
    void flush()
  })

  async function connect(): Promise<void> {
    const client = new NotifyClient(url, {
      onText: (text) => {
        const [from, ...topics] = text.split('\n')
        if (from !== own) for (const topic of topics) signals.receive(topic as Topic)
      },
      onError: (error) => log.warn({ err: error }, 'The signal connection broke; it is made anew'),
      onEnd: () => {
        // A failed attempt to connect ends as well: then `reconnect` makes the next one.
        if (listener !== client) return
        listener = undefined
        reconnect(firstWait)
      },
    })
    await client.connect()
    // The signals were closed during the connect, when there was no listener to end.
    if (closing.signal.aborted) return client.close()
    listener = client
    void flush()
  }

  function reconnect(wait: number): void {
    setTimeout(() => {
      if (!closing.signal.aborted) connect().catch(() => reconnect(Math.min(wait * 2, longestWait)))
    }, wait).unref()
  }

  /** Sends the pending topics. Topics that come while a notification is being sent go together in the next one. */
  async function flush(): Promise<void> {
    const client = listener
    if (sending || client === undefined || outgoing.size === 0) return
    sending = true
    const topics = [...outgoing].slice(0, 100)
    for (const topic of topics) outgoing.delete(topic)
    try {
      await client.send([own, ...topics].join('\n'))
    } catch (error) {
      log.warn({ err: error }, 'A signal could not be sent; the signal connection is made anew')
      await client.close()
    }
    sending = false
    void flush()
  }

  await connect()
  return {
    signals,
    forwarding: {
      async [Symbol.asyncDispose]() {
        closing.abort()
        await listener?.close()
      },
    },
  }
}
