import pg from 'pg'
import type { Logger } from 'pino'
import { closeClient } from '../db/connection/close-client.ts'
import type { Topic } from '../scope.ts'
import { createSignals, type Signals } from './signals.ts'

const channel = 'clearway'
/** The pause before the first attempt to reconnect, and the longest one: each is twice as long as the one before. */
const [firstWait, longestWait] = [200, 5000]
/** How long PostgreSQL may take to accept the connection or to answer; then the connection counts as broken. */
const longestAnswer = 10_000

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
  let listener: pg.Client | undefined
  let sending = false
  const signals = createSignals((topic) => {
    outgoing.add(topic)
    void flush()
  })

  async function connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'clearway signals',
      connectionTimeoutMillis: longestAnswer,
      query_timeout: longestAnswer,
      keepAlive: true,
    })
    client.on('notification', ({ payload = '' }) => {
      const [from, ...topics] = payload.split('\n')
      if (from !== own) for (const topic of topics) signals.receive(topic as Topic)
    })
    client.on('error', (error) => log.warn({ err: error }, 'The signal connection broke; it is made anew'))
    client.on('end', () => {
      // A failed attempt to connect ends as well: then `reconnect` makes the next one.
      if (listener !== client) return
      listener = undefined
      reconnect(firstWait)
    })
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (error) {
      void closeClient(client, longestAnswer)
      throw error
    }
    // The signals were closed during the connect, when there was no listener to end.
    if (closing.signal.aborted) return closeClient(client, longestAnswer)
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
      await client.query('select pg_notify($1, $2)', [channel, [own, ...topics].join('\n')])
    } catch (error) {
      log.warn({ err: error }, 'A signal could not be sent; the signal connection is made anew')
      await closeClient(client, longestAnswer)
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
        if (listener !== undefined) await closeClient(listener, longestAnswer)
      },
    },
  }
}
