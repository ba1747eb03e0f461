import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

const int8 = 20
const numeric = 1700
const jsonTypes = [114, 3802]

/** Rows read as in SQLite: 64-bit integers as numbers, JSON as text. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number
    if (jsonTypes.includes(oid)) return String
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

export interface PostgresOptions {
  /** The schema that unqualified names mean. */
  readonly schema?: string
  readonly connections?: number
}

export function openPostgres<DB>(url: string, { schema, connections = 10 }: PostgresOptions = {}): Kysely<DB> {
  const pool = postgresPool(url, { connections, ...(schema === undefined ? {} : { schema }) })
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

export function postgresPool(url: string, { schema, connections = 10 }: PostgresOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    application_name: 'clearway',
    // Compiling a statement, or sharing it out to processes, costs more than our pages take.
    options: ['jit=off', 'max_parallel_workers_per_gather=0', ...(schema === undefined ? [] : [`search_path=${schema}`])]
      .map((setting) => `-c ${setting}`)
      .join(' '),
  })
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}
