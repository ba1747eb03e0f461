import { Kysely } from 'kysely'
import pg from 'pg'
import { LongListPostgresDialect } from './long-lists.ts'
import { PreparingClient } from './preparing-client.ts'

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

export interface PostgresOptions {
  /** The schema of unqualified names. */
  readonly schema?: string
  readonly connections?: number
}

export function openPostgres<DB>(url: string, { schema, connections = 10 }: PostgresOptions = {}): Kysely<DB> {
  const pool = postgresPool(url, { connections, ...(schema === undefined ? {} : { schema }) })
  return new Kysely<DB>({ dialect: new LongListPostgresDialect({ pool }) })
}

export function postgresPool(url: string, { schema, connections = 10 }: PostgresOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    max: connections,
    types,
    application_name: 'clearway',
    // Both options are off, because compiling a statement or running it in parallel costs more than reading a page.
    options: ['jit=off', 'max_parallel_workers_per_gather=0', ...(schema === undefined ? [] : [`search_path=${schema}`])]
      .map((setting) => `-c ${setting}`)
      .join(' '),
  })
  // The pool replaces a broken connection, and its statement fails. Without a listener the error would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
