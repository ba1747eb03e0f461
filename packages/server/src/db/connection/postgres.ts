import { Kysely } from 'kysely'
import pg from 'pg'
import { LongListPostgresDialect } from './long-lists.ts'
import { PreparingClient } from './preparing-client.ts'
import { socketOf } from './socket-of.ts'

const int8 = 20
const numeric = 1700
const jsonTypes = [114, 3802]

/** Reads values as SQLite returns them: 64-bit integers as numbers, JSON as text. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number
    if (jsonTypes.includes(oid)) return String
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/** How long PostgreSQL may keep a caller waiting, in milliseconds. */
export interface PostgresDeadlines {
  /** For a connection: until PostgreSQL accepts it, or one of the pool is free. */
  readonly connect: number
  /** For a statement, and between two statements of a transaction. Then PostgreSQL itself ends it, and what it has locked is free. */
  readonly statement: number
  /** Until anything comes over a connection in use: longer than `statement`, since only a PostgreSQL or a network that hangs is silent for longer. */
  readonly silence: number
}

const usualDeadlines: PostgresDeadlines = { connect: 30_000, statement: 120_000, silence: 130_000 }

/** The deadlines of what may take as long as it needs, such as a migration of many rows. */
export const unhurried: PostgresDeadlines = { connect: usualDeadlines.connect, statement: 0, silence: 0 }

export interface PostgresOptions {
  /** The schema of unqualified names. */
  readonly schema?: string
  readonly connections?: number
  /** Whether PostgreSQL refuses writes. */
  readonly isReadOnly?: boolean
  /** A deadline of 0 is none. */
  readonly deadlines?: PostgresDeadlines
}

export function openPostgres<DB>(url: string, options: PostgresOptions = {}): Kysely<DB> {
  return new Kysely<DB>({ dialect: new LongListPostgresDialect({ pool: postgresPool(url, options) }) })
}

export function postgresPool(url: string, options: PostgresOptions = {}): pg.Pool {
  const { connections = 10, deadlines = usualDeadlines } = options
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: withSettings(url, sessionSettings(options)),
    max: connections,
    types,
    application_name: 'clearway',
    connectionTimeoutMillis: deadlines.connect,
    keepAlive: true,
  })
  // The pool replaces a broken connection, and its statement fails. Without a listener the error would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    endWhenSilent(client, deadlines.silence)
  })
  return pool
}

/** The settings of each session of a pool, by their names. */
function sessionSettings({ schema, isReadOnly = false, deadlines = usualDeadlines }: PostgresOptions): Readonly<Record<string, string>> {
  return {
    // Both are off, because compiling a statement or running it in parallel costs more than reading a page.
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    statement_timeout: String(deadlines.statement),
    idle_in_transaction_session_timeout: String(deadlines.statement),
    ...(schema === undefined ? {} : { search_path: schema }),
    ...(isReadOnly ? { default_transaction_read_only: 'on' } : {}),
  }
}

/** Adds settings to the `options` of a URL. They come last, so that a URL with options of its own does not replace them. */
function withSettings(url: string, settings: Readonly<Record<string, string>>): string {
  const address = new URL(url)
  const own = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  address.searchParams.set('options', [address.searchParams.get('options') ?? '', ...own].join(' ').trim())
  return address.href
}

/** Closes a connection over which nothing comes for so long. Its statement fails. The pool itself closes idle connections sooner. */
function endWhenSilent(client: pg.Client, milliseconds: number): void {
  const socket = socketOf(client)
  socket.setTimeout(milliseconds, () => {
    socket.destroy(Object.assign(new Error(`PostgreSQL has sent nothing for ${milliseconds / 1000} s`), { code: 'ETIMEDOUT' }))
  })
}
