import pg from 'pg'
import type { Logger } from 'pino'
import type { Topic } from '../scope.ts'
import { createSignals, type Signals } from './signals.ts'

const channel = 'clearway'
const longestWait = 5000

/**
 * Signals over all servers of a PostgreSQL: each is sent to the others by NOTIFY. A notification carries a topic and no data. A listener whose
 * connection breaks reconnects; meanwhile every wait has a deadline at which it checks anyway.
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
    const client = new pg.Client({ connectionString: url, application_name: 'clearway signals' })
    client.on('notification', ({ payload = '' }) => {
      const [from, ...topics] = payload.split('\n')
      if (from !== own) for (const topic of topics) signals.receive(topic as Topic)
    })
    client.on('error', (error) => log.warn({ err: error }, 'The signal connection broke; it is made anew'))
    client.on('end', () => {
      listener = undefined
      if (!closing.signal.aborted) reconnect(200)
    })
    await client.connect()
    await client.query(`listen ${channel}`)
    // The signals were closed during the connect, when there was no listener to end.
    if (closing.signal.aborted) return client.end()
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
    if (sending || listener === undefined || outgoing.size === 0) return
    sending = true
    const topics = [...outgoing].slice(0, 100)
    for (const topic of topics) outgoing.delete(topic)
    try {
      await listener.query('select pg_notify($1, $2)', [channel, [own, ...topics].join('\n')])
    } catch (error) {
      log.warn({ err: error }, 'A signal could not be sent')
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
        await listener?.end()
      },
    },
  }
}
