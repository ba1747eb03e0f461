import pg from 'pg'
import { closeClient } from './close-client.ts'

const channel = 'clearway'
/** How long PostgreSQL may take to accept the connection or to answer; then the connection counts as broken. */
const longestAnswer = 10_000

interface NotifyEvents {
  readonly onText: (text: string) => void
  readonly onError: (error: Error) => void
  /** Called also after a failed attempt to connect. */
  readonly onEnd: () => void
}

/** A connection by which the servers of one PostgreSQL send each other texts. */
export class NotifyClient {
  readonly #client: pg.Client

  constructor(url: string, { onText, onError, onEnd }: NotifyEvents) {
    this.#client = new pg.Client({
      connectionString: url,
      application_name: 'clearway signals',
      connectionTimeoutMillis: longestAnswer,
      query_timeout: longestAnswer,
      keepAlive: true,
    })
    this.#client.on('notification', ({ payload = '' }) => onText(payload))
    this.#client.on('error', onError)
    this.#client.on('end', onEnd)
  }

  /** Connects and listens. A connection that fails is closed. */
  async connect(): Promise<void> {
    try {
      await this.#client.connect()
      await this.#client.query(`listen ${channel}`)
    } catch (error) {
      void this.close()
      throw error
    }
  }

  /** Sends a text to all that listen, this connection among them. */
  async send(text: string): Promise<void> {
    await this.#client.query('select pg_notify($1, $2)', [channel, text])
  }

  close(): Promise<void> {
    return closeClient(this.#client, longestAnswer)
  }
}
