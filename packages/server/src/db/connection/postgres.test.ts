import { postgres } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { postgresProxy } from '../../../test/postgres-proxy.ts'
import type { Database } from '../schema.ts'
import { isDatabaseError } from './db-error.ts'
import { openPostgres, postgresPool, type PostgresOptions } from './postgres.ts'
import { storageRefusal } from './storage-fault.ts'
import { transact } from './transaction.ts'

/** A pool that a test closes at its end. */
function poolOf(url: string, options?: PostgresOptions) {
  const pool = postgresPool(url, options)
  return { pool, [Symbol.asyncDispose]: () => pool.end() }
}

test('a statement fails whose answer does not come, and later statements have another connection', async () => {
  await using database = await postgres.fresh()
  await using proxy = await postgresProxy(database.url)
  await using opened = poolOf(proxy.url, { connections: 1, deadlines: { connect: 2000, statement: 1000, silence: 1500 } })
  const { pool } = opened
  await pool.query('select 1')
  proxy.freeze()
  await expect(pool.query('select 2')).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  await expect(pool.query('select 3')).rejects.toThrow('timeout')
  proxy.reopen()
  expect((await pool.query('select 4 as n')).rows).toEqual([{ n: 4 }])
})

test('PostgreSQL ends statements and transactions that take too long', async () => {
  await using database = await postgres.fresh()
  await using opened = poolOf(database.url, { deadlines: { connect: 10_000, statement: 100, silence: 10_000 } })
  await expect(opened.pool.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57014' })
  const client = await opened.pool.connect()
  const ended = new Promise<Error>((resolve) => client.once('error', resolve))
  await client.query('begin')
  expect(await ended).toMatchObject({ code: '25P03' })
  client.release(true)
})

test('options in the address of a database do not replace those of the server', async () => {
  await using database = await postgres.fresh()
  const address = new URL(database.url)
  address.searchParams.set('options', '-c work_mem=5MB')
  await using opened = poolOf(address.href, { schema: 'telemetry', isReadOnly: true })
  const { rows } = await opened.pool.query(
    `select name, setting from pg_settings where name in ('work_mem', 'search_path', 'jit', 'default_transaction_read_only')`,
  )
  const settings = rows.map(({ name, setting }: { name: string; setting: string }) => `${name}=${setting}`)
  expect(settings.toSorted()).toEqual(['default_transaction_read_only=on', 'jit=off', 'search_path=telemetry', 'work_mem=5120'])
})

/** How a caller is answered whose statement fails so. */
const answered = (failing: Promise<unknown>): Promise<unknown> =>
  failing.then(
    () => 'success',
    (error: unknown) => ({ code: storageRefusal(error)?.code, isDatabaseError: isDatabaseError(error) }),
  )
const unavailable = { code: 'unavailable', isDatabaseError: true }

test('a PostgreSQL that does not answer in time, breaks a connection, or cannot be reached is answered as unavailable', async () => {
  await using database = await postgres.fresh()
  await using proxy = await postgresProxy(database.url)
  await using patient = poolOf(proxy.url, { connections: 1, deadlines: { connect: 2000, statement: 200, silence: 60_000 } })
  const late = await answered(patient.pool.query('select pg_sleep(60)'))
  const client = await patient.pool.connect()
  const noneFree = await answered(patient.pool.query('select 1'))
  const ended = new Promise((resolve) => client.once('error', resolve))
  await client.query('begin')
  await ended
  const idle = await answered(client.query('select 1'))
  client.release(true)
  await using opened = poolOf(proxy.url, { connections: 1, deadlines: { connect: 2000, statement: 10_000, silence: 1000 } })
  const { pool } = opened
  await pool.query('select 1')
  proxy.freeze()
  const silent = await answered(pool.query('select 1'))
  const notAccepted = await answered(pool.query('select 1'))
  proxy.reopen()
  const last = await pool.connect()
  const broken = answered(last.query('select 1'))
  proxy.close()
  const lost = await broken
  last.release(true)
  const refused = await answered(pool.query('select 1'))
  const all = { late, noneFree, idle, silent, notAccepted, lost, refused }
  expect(all).toEqual(Object.fromEntries(Object.keys(all).map((name) => [name, unavailable])))
})

test('a commit whose connection breaks is no call that may be repeated, and a transaction before its commit is one', async () => {
  await using database = await postgres.migrated()
  await using proxy = await postgresProxy(database.url)
  await using db = openPostgres<Database>(proxy.url, { connections: 1 })
  const scope = { db, company: 'acme', now: () => 0, tick: () => 0, newId: () => 'x', notify: () => {} }
  const ask = sql`select 1`
  const before = transact(scope, async (tx) => {
    await ask.execute(tx.db)
    proxy.close()
    await ask.execute(tx.db)
  })
  expect(await answered(before)).toEqual(unavailable)
  proxy.reopen()
  const during = transact(scope, async (tx) => {
    await ask.execute(tx.db)
    proxy.close()
  })
  expect(await answered(during)).toEqual({ code: undefined, isDatabaseError: true })
})
