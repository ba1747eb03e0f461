import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { FreshDatabase } from '@clearway/testkit'
import pg from 'pg'

export type Row = Readonly<Record<string, unknown>>
export type Dump = Readonly<Record<string, readonly Row[]>>

/** Reads a server's tables by a connection of its own. */
export interface Observer extends AsyncDisposable {
  readonly rows: (statement: string) => Promise<readonly Row[]>
  /** Every row of a telemetry table. */
  readonly telemetryRows: (table: string) => Promise<readonly Row[]>
  /** Every row of every table of the control database, without what the server records by itself at any time: samples of its load, and their changes. */
  readonly dump: () => Promise<Dump>
}

export async function observe({ url, folder }: FreshDatabase): Promise<Observer> {
  return url === '' ? observeFiles(folder) : observeUrl(url)
}

function observeFiles(folder: string): Observer {
  const db = new DatabaseSync(join(folder, 'clearway.db'), { readOnly: true })
  const telemetry = new DatabaseSync(join(folder, 'events.db'), { readOnly: true })
  const rows = async (statement: string): Promise<Row[]> => read(db, statement)
  return {
    rows,
    telemetryRows: async (table) => read(telemetry, `select * from ${table}`),
    dump: () => dumpOf(rows, `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`),
    async [Symbol.asyncDispose]() {
      telemetry.close()
      db.close()
    },
  }
}
function read(db: DatabaseSync, statement: string): Row[] {
  return db
    .prepare(statement)
    .all()
    .map((row) => ({ ...row }))
}

async function observeUrl(url: string): Promise<Observer> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const rows = async (statement: string): Promise<Row[]> => (await client.query<Record<string, unknown>>(statement)).rows
  return {
    rows,
    telemetryRows: (table) => rows(`select * from telemetry.${table}`),
    dump: () => dumpOf(rows, `select tablename as name from pg_tables where schemaname = 'public' order by 1`),
    [Symbol.asyncDispose]: () => client.end(),
  }
}

async function dumpOf(rows: Observer['rows'], tables: string): Promise<Dump> {
  const dump: Record<string, readonly Row[]> = {}
  for (const { name } of await rows(tables)) {
    if (name === 'load_sample') continue
    const found = await rows(`select * from "${String(name)}"${name === 'change' ? ` where kind <> 'load'` : ''}`)
    // Sorted by value, because an update may change the order in which PostgreSQL reads rows.
    dump[String(name)] = found
      .map((row) => JSON.stringify(row))
      .toSorted()
      .map((row) => JSON.parse(row) as Row)
  }
  return dump
}
